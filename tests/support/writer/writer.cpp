// SPDX-License-Identifier: GPL-3.0-or-later
// lifeboat-test-writer: another program that has a database open, so that tests and measurements meet one.
//
//   lifeboat-test-writer DATABASE wal|delete|truncate|persist [--seconds N] [--commits N] [--idle | --lock]
//
// Commits as fast as it can until SIGTERM, the end of standard input, or the given limit. Each transaction
// adds one amount to both writer_left and writer_right, so a consistent copy has equal sums and counts.
// --idle reads once and then keeps the database open; --lock holds an exclusive transaction.
// Prints "ready" when it has begun, at the end {"commits":N,"p50_us":N,"p99_us":N,"max_us":N}.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <poll.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t terminated = 0;

struct Options
{
    std::string database;
    std::string journalMode;
    double seconds = 0; // 0: no limit
    long commits = 0;   // 0: no limit
    bool idle = false;
    bool lock = false;
};

bool parse(int argc, char **argv, Options &options)
{
    if (argc < 3)
        return false;
    options.database = argv[1];
    options.journalMode = argv[2];
    for (int i = 3; i < argc; ++i) {
        if (std::strcmp(argv[i], "--idle") == 0)
            options.idle = true;
        else if (std::strcmp(argv[i], "--lock") == 0)
            options.lock = true;
        else if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            options.seconds = std::atof(argv[++i]);
        else if (std::strcmp(argv[i], "--commits") == 0 && i + 1 < argc)
            options.commits = std::atol(argv[++i]);
        else
            return false;
    }
    return true;
}

void run(sqlite3 *database, const char *sql)
{
    char *message = nullptr;
    if (sqlite3_exec(database, sql, nullptr, nullptr, &message) == SQLITE_OK)
        return;
    std::fprintf(stderr, "lifeboat-test-writer: %s: %s\n", sql, message ? message : "failed");
    std::exit(1);
}

sqlite3 *openDatabase(const Options &options)
{
    sqlite3 *database = nullptr;
    if (sqlite3_open(options.database.c_str(), &database) != SQLITE_OK) {
        std::fprintf(stderr, "lifeboat-test-writer: %s\n", sqlite3_errmsg(database));
        std::exit(1);
    }
    sqlite3_busy_timeout(database, 60'000);
    run(database, ("PRAGMA journal_mode=" + options.journalMode).c_str());
    return database;
}

void createTables(sqlite3 *database)
{
    run(database,
        "CREATE TABLE IF NOT EXISTS writer_left (id INTEGER PRIMARY KEY, amount INTEGER, filler BLOB);"
        "CREATE TABLE IF NOT EXISTS writer_right (id INTEGER PRIMARY KEY, amount INTEGER);");
}

/// One transaction that also changes old pages, so that a torn copy shows.
void commitOne(sqlite3 *database)
{
    run(database,
        "BEGIN IMMEDIATE;"
        "INSERT INTO writer_left (amount, filler) VALUES (abs(random() % 1000), randomblob(200));"
        "INSERT INTO writer_right SELECT id, amount FROM writer_left WHERE id = last_insert_rowid();"
        "UPDATE writer_left SET amount = amount + 1 WHERE id = 1 + last_insert_rowid() / 2;"
        "UPDATE writer_right SET amount = amount + 1 WHERE id = 1 + last_insert_rowid() / 2;"
        "COMMIT");
}

bool inputEnded()
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    char byte = 0;
    return ::poll(&input, 1, 0) > 0 && ::read(STDIN_FILENO, &byte, 1) <= 0;
}

void sayReady()
{
    std::puts("ready");
    std::fflush(stdout);
}

void waitForEnd()
{
    while (!terminated && !inputEnded()) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        ::poll(&input, 1, 100);
    }
}

void report(std::vector<long> &latencies)
{
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double share) {
        return latencies.empty()
                   ? 0
                   : latencies[static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1))];
    };
    std::printf("{\"commits\":%zu,\"p50_us\":%ld,\"p99_us\":%ld,\"max_us\":%ld}\n", latencies.size(), at(0.5),
                at(0.99), at(1));
}

void commitUntilEnd(sqlite3 *database, const Options &options)
{
    std::vector<long> latencies;
    const auto start = Clock::now();
    const auto isOver = [&] {
        const std::chrono::duration<double> elapsed = Clock::now() - start;
        return terminated || inputEnded() || (options.seconds > 0 && elapsed.count() >= options.seconds)
               || (options.commits > 0 && latencies.size() >= static_cast<std::size_t>(options.commits));
    };
    while (!isOver()) {
        const auto before = Clock::now();
        commitOne(database);
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - before);
        latencies.push_back(took.count());
        if (latencies.size() == 1)
            sayReady();
    }
    report(latencies);
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    if (!parse(argc, argv, options)) {
        std::fputs("lifeboat-test-writer DATABASE wal|delete|truncate|persist [--seconds N] [--commits N] "
                   "[--idle | --lock]\n",
                   stderr);
        return 2;
    }
    std::signal(SIGTERM, [](int) { terminated = 1; });
    sqlite3 *database = openDatabase(options);
    if (options.idle || options.lock) {
        run(database, "SELECT count(*) FROM sqlite_schema");
        if (options.lock)
            run(database, "BEGIN EXCLUSIVE");
        sayReady();
        waitForEnd();
    } else {
        createTables(database);
        commitUntilEnd(database, options);
    }
    sqlite3_close(database);
    return 0;
}
