import base64, os, sys
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
key_file, sealed_name, plain_name = sys.argv[1:]
key = base64.b64decode(open(key_file).read())
with open(sealed_name, "rb") as sealed, open(plain_name + ".unverified", "xb") as plain:
    left = sealed.seek(-16, os.SEEK_END) - 12
    tag = sealed.read(16)
    sealed.seek(0)
    opener = Cipher(algorithms.AES(key), modes.GCM(sealed.read(12), tag)).decryptor()
    while left > 0:
        block = sealed.read(min(left, 1 << 20))
        plain.write(opener.update(block))
        left -= len(block)
    opener.finalize()  # InvalidTag means another key, or damaged bytes: do not use the output
os.rename(plain_name + ".unverified", plain_name)
