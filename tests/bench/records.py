# records.py - documents as web corpora store them: objects of many members, one per line
# SPDX-License-Identifier: MIT

import json
import random

TEXT_BYTES, N_MEMBERS = 400, 20


def texts_of(labels_and_texts):
    """Yields texts of about TEXT_BYTES bytes forever: the documents joined and split between words, repeatedly."""
    words, n_bytes = [], 0
    documents = [text.split() for _, text in labels_and_texts]
    while True:
        for document in documents:
            for word in document:
                words.append(word)
                n_bytes += len(word.encode()) + 1
                if n_bytes >= TEXT_BYTES:
                    yield " ".join(words)
                    words, n_bytes = [], 0


def record(number, text, chance):
    """An object of N_MEMBERS members: the text in the middle, with strings, numbers, lists and objects around it."""
    host = "www.example-%d.org" % chance.randrange(1000)
    members = {
        "id": "%032x" % chance.getrandbits(128),
        "n": number,
        "url": "https://%s/articles/%d/%x.html?page=%d" % (host, number, chance.getrandbits(48), number % 7),
        "host": host,
        "date": "2024-%02d-%02dT%02d:%02d:%02dZ" % (1 + number % 12, 1 + number % 28, number % 24, number % 60, number % 59),
        "status": 200,
        "mime": "text/html; charset=utf-8",
        "bytes": chance.randrange(2000, 200000),
        "is_secure": True,
        "referrer": None,
        "title": " ".join(text.split()[:8]),
        "text": text,
        "language": "en",
        "language_score": round(chance.random(), 6),
        "perplexity": round(1000 * chance.random(), 3),
        "digest": "sha1:%040X" % chance.getrandbits(160),
        "tags": ["crawl", "part %d" % (number % 100), "web"],
        "counts": {"words": text.count(" ") + 1, "lines": 1, "links": chance.randrange(50)},
        "robots": {"index": True, "follow": False},
        "source": "corpus/2024-10/part-%05d.warc.gz" % (number % 10000),
    }
    assert len(members) == N_MEMBERS
    return json.dumps(members, ensure_ascii=False)


def write(labels_and_texts, n_records, records_path, texts_path):
    """Writes N_RECORDS objects to RECORDS_PATH, and only their texts, one per line, to TEXTS_PATH."""
    chance = random.Random(13)
    with open(records_path, "w", encoding="utf-8") as records, open(texts_path, "w", encoding="utf-8") as texts:
        for number, text in zip(range(n_records), texts_of(labels_and_texts)):
            records.write(record(number, text, chance) + "\n")
            texts.write(text + "\n")
