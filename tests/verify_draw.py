#!/usr/bin/env python3
"""Recomputes a draw from its record: python3 tests/verify_draw.py record.json …

Written from server/draws/SPECIFICATION.md alone, standard library only; shares nothing with the service.
Prints one JSON object a line for each file: {"file", "agrees", "problems"}; exit 0 when all agree, 1 otherwise.
"""
import hashlib
import hmac
import json
import re
import sys


class Disagrees(Exception):
    pass


def framed(*parts):
    out = bytearray()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else bytes(part)
        out += len(data).to_bytes(4, "big")
        out += data
    return bytes(out)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def need(condition, problem):
    if not condition:
        raise Disagrees(problem)


def raw(text, what):
    need(isinstance(text, str) and re.fullmatch(r"[0-9a-f]{64}", text), what + " is not 32 bytes in lower-case hexadecimal")
    return bytes.fromhex(text)


def whole(value, least):
    return type(value) is int and value >= least


class Stream:
    """Words of 32 bits out of HMAC-SHA-256 over a counter."""

    def __init__(self, key):
        self.words = self.generate(key)

    @staticmethod
    def generate(key):
        k = 0
        while True:
            block = hmac.new(key, k.to_bytes(8, "big"), hashlib.sha256).digest()
            for i in range(0, 32, 4):
                yield int.from_bytes(block[i:i + 4], "big")
            k += 1

    def roll(self, n):
        limit = (1 << 32) - (1 << 32) % n
        while True:
            word = next(self.words)
            if word < limit:
                return word % n

    def take(self, pool, m):
        pool = list(pool)
        for i in range(m):
            j = i + self.roll(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:m]


def check_list(record):
    book, terms = record["list"], record["terms"]
    if book is None:
        return
    need(sha(canonical(book).encode("utf-8")) == record["listDigest"], "the list is not the one of listDigest")
    entries, below = book["entries"], book["belowCut"]
    names = [entry["id"].encode("utf-8") for entry in entries]
    need(all(a < b for a, b in zip(names, names[1:])), "the list is not in ascending order of ids")
    need(len(entries) == terms["count"], "count differs from the list")
    need(all(rule["result"] == "pass" for entry in entries + below for rule in entry["gate"]), "somebody did not pass the gate")
    need(all(any(rule["result"] == "exclude" for rule in entry["gate"]) for entry in book["excluded"]), "somebody is excluded without a rule")
    need(len(entries) + len(below) == terms["eligible"], "eligible differs from the list")
    if below:
        need(terms["level"] == "qualified", "a strict draw is among all who are eligible")
        need(len(entries) >= max(3 * record["size"], 10), "fewer in the lot than the rule says")
        need(min(e["score"] for e in entries) > max(e["score"] for e in below), "the cut is not by score")
    for stratum in terms["strata"]:
        mine = [i for i, entry in enumerate(entries, 1) if stratum["type"] in entry["types"]]
        need(mine == stratum["numbers"], "the numbers of a stratum differ from the list")


def check_nonces(record):
    parties = record["terms"]["parties"]
    values = {}
    for nonce in record["nonces"]:
        need(nonce["party"] in parties and nonce["party"] not in values, "a nonce of no party, or a second one")
        values[nonce["party"]] = nonce["value"]
        if nonce["value"] is not None:
            text = "\n".join(["draw-nonce/1", record["id"], nonce["party"], nonce["value"]])
            need(sha(text.encode("utf-8")) == nonce["hash"], "the nonce of " + nonce["party"] + " is not the one of its hash")
    return values


def draw(record, key):
    stream = Stream(key)
    count, size, alternates = record["terms"]["count"], record["size"], record["alternates"]
    need(size + alternates <= count, "more are drawn than the list holds")
    need(sum(stratum["atLeast"] for stratum in record["terms"]["strata"]) <= size, "the strata ask for more than are drawn")
    selected = []
    for stratum in record["terms"]["strata"]:
        numbers = stratum["numbers"]
        need(all(whole(n, 1) and n <= count for n in numbers) and all(a < b for a, b in zip(numbers, numbers[1:])), "a stratum names numbers that are not in the list")
        need(len(numbers) >= stratum["atLeast"], "a stratum is too small")
        held = len(set(numbers) & set(selected))
        selected += stream.take([n for n in numbers if n not in selected], max(0, stratum["atLeast"] - held))
    rest = size - len(selected)
    drawn = stream.take([n for n in range(1, count + 1) if n not in selected], rest + alternates)
    return selected + drawn[:rest], drawn[rest:]


def verify(record):
    need(record["format"] == "draw-record/1", "not a draw-record/1")
    need(record["state"] == "REVEALED", "nothing was revealed yet, or the draw was aborted")
    terms, size, alternates = record["terms"], record["size"], record["alternates"]
    need(whole(size, 1) and whole(alternates, 0) and whole(terms["count"], 1), "numbers are not whole")
    check_list(record)
    expected = sha(framed("draw-list/1", canonical(terms), raw(record["listDigest"], "listDigest")))
    need(record["listHash"] == expected, "listHash differs")
    list_hash, secret = raw(record["listHash"], "listHash"), raw(record["secret"], "secret")
    need(record["commitment"] == sha(framed("draw-commitment/1", record["id"], list_hash, str(size), str(alternates), secret)), "the commitment differs")
    values = check_nonces(record)
    public = record["publicValue"]
    need((public is None) == (terms["publicValueName"] is None), "a public value without agreement, or none in spite of it")
    fields = []
    for party in sorted(terms["parties"], key=lambda name: name.encode("utf-8")):
        fields += [party, values.get(party) or ""]
    seed = sha(framed("draw-seed/1", raw(record["commitment"], "commitment"), secret, *fields, public or ""))
    need(record["seed"] == seed, "the seed differs")
    selected, following = draw(record, bytes.fromhex(seed))
    need(record["result"] == {"selected": selected, "alternates": following}, "the result differs")
    if record["ids"] is not None and record["list"] is not None:
        name = [entry["id"] for entry in record["list"]["entries"]]
        mine = {"selected": [name[n - 1] for n in selected], "alternates": [name[n - 1] for n in following]}
        need(record["ids"] == mine, "the ids differ from the numbers")


def main(files):
    if not files:
        print(__doc__)
        return 1
    good = True
    for file in files:
        problems = []
        try:
            with open(file, encoding="utf-8") as stream:
                verify(json.load(stream))
        except Disagrees as problem:
            problems.append(str(problem))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
            problems.append("not a complete record: " + repr(problem))
        good = good and not problems
        print(json.dumps({"file": file, "agrees": not problems, "problems": problems}))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
