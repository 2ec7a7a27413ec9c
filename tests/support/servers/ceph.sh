#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Ceph RADOS Gateway on loopback: one monitor, one storage daemon that keeps everything in memory, one
# gateway with a plain and a TLS port. No root, no systemd. Prints its address and key as one line of JSON.
#   ceph.sh start DATADIR [PID]    stops by itself when process PID ends
#   ceph.sh stop DATADIR
# Needs: ceph-mon ceph-osd radosgw ceph-common openssl curl. Exit status 77: something is not installed.
set -Eeuo pipefail
PATH=$PATH:/usr/sbin:/sbin
SELF=$(readlink -f "$0")
. "$(dirname "$SELF")/common.sh"

configure() {
    local monitor=$1 plain=$2 tls=$3
    cat >"$DIR/ceph.conf" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon_host = [v2:127.0.0.1:$monitor/0]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_ipv6 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
admin_socket =
run_dir = $DIR
pid_file =
log_file = $DIR/\$name.log
crash_dir = $DIR
keyring = $DIR/keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 2
osd_pool_default_pgp_num = 2
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 1
mon_data_avail_crit = 1
[mon]
mon_data = $DIR/mon
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_cluster_log_file = $DIR/cluster.log
[osd]
osd_data = $DIR/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_crush_initial_weight = 1
osd_class_load_list = *
osd_class_default_list = *
osd_max_object_name_len = 2048
osd_max_object_namespace_len = 256
osd_check_max_object_name_len_on_startup = false
[client]
ms_mon_client_mode = crc
ms_mon_service_mode = crc
rgw_data = $DIR/gateway
rgw_dns_name = localhost
rgw_frontends = beast endpoint=127.0.0.1:$plain ssl_endpoint=127.0.0.1:$tls ssl_certificate=$DIR/tls.pem
rgw_run_sync_thread = false
rgw_enable_quota_threads = false
rgw_enable_usage_log = false
CONF
}

certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=lifeboat-test \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
        -keyout "$DIR/tls.key" -out "$DIR/ca.pem" 2>/dev/null
    cat "$DIR/tls.key" "$DIR/ca.pem" >"$DIR/tls.pem"
}

answers() {
    curl -s -o /dev/null --max-time 2 "$1"
}

# One attempt on three ports below the range the system hands out by itself; another process may have
# taken one of them, then a daemon ends at once and the next attempt takes others.
boot() {
    local base=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    local conf=(-c "$DIR/ceph.conf") monitor gateway
    PLAIN=$((base + 1)) TLS=$((base + 2))
    rm -rf "$DIR/mon" "$DIR/osd" "$DIR/gateway" "$DIR/monmap"
    mkdir -p "$DIR/mon" "$DIR/osd" "$DIR/gateway"
    : >"$DIR/keyring"
    : >"$DIR/pids"
    configure "$base" "$PLAIN" "$TLS"
    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    monmaptool --create --fsid "$(awk '/^fsid/ {print $3}' "$DIR/ceph.conf")" \
        --addv a "[v2:127.0.0.1:$base]" "$DIR/monmap" >"$DIR/setup.log" || return 1
    ceph-mon "${conf[@]}" --mkfs -i a --monmap "$DIR/monmap" >>"$DIR/setup.log" 2>&1 || return 1
    daemon "$DIR/mon.out" ceph-mon "${conf[@]}" -f -i a
    timeout 20 ceph "${conf[@]}" osd new "$uuid" 0 >>"$DIR/setup.log" 2>&1 || return 1
    ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$uuid" >>"$DIR/setup.log" 2>&1 || return 1
    daemon "$DIR/osd.out" ceph-osd "${conf[@]}" -f -i 0
    timeout 60 radosgw-admin "${conf[@]}" user create --uid=test --display-name=test \
        --access-key="$ACCESS" --secret-key="$SECRET" >>"$DIR/setup.log" 2>&1 || return 1
    daemon "$DIR/gateway.out" radosgw "${conf[@]}" -f -n client.admin
    gateway=$(tail -1 "$DIR/pids")
    wait_for 15 "$gateway" answers "http://127.0.0.1:$PLAIN/" || return 1
    curl -sf -o /dev/null -X PUT --aws-sigv4 aws:amz:us-east-1:s3 -u "$ACCESS:$SECRET" \
        -H "x-amz-content-sha256: $(sha256sum </dev/null | cut -d' ' -f1)" "http://127.0.0.1:$PLAIN/$BUCKET"
}

start() {
    need ceph-mon ceph-osd radosgw radosgw-admin ceph monmaptool openssl curl
    ACCESS=TEST$(openssl rand -hex 8 | tr a-f A-F)
    SECRET=$(openssl rand -hex 16)/+$(openssl rand -hex 3)
    BUCKET=lifeboat-test
    certificate
    for attempt in 1 2 3; do
        if boot; then
            printf '{"endpoint":"http://127.0.0.1:%s","tls_endpoint":"https://127.0.0.1:%s","ca":"%s",' \
                "$PLAIN" "$TLS" "$DIR/ca.pem"
            printf '"access_key":"%s","secret_key":"%s","bucket":"%s","region":"us-east-1"}\n' \
                "$ACCESS" "$SECRET" "$BUCKET"
            return 0
        fi
        echo "attempt $attempt did not come up" >&2
        stop_all
    done
    tail -n 20 "$DIR"/*.out "$DIR/setup.log" >&2
    exit 1
}

main "$@"
