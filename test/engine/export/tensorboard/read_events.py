"""Prints an event file as JSON: python read_events.py FOLDER_OF_event_pb2 FILE. Every checksum is verified."""

import json
import struct
import sys

from google.protobuf.json_format import MessageToDict

sys.path.insert(0, sys.argv[1])
import event_pb2  # noqa: E402


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(content):
    at = 0
    while at < len(content):
        head = content[at : at + 8]
        (length,) = struct.unpack("<Q", head)
        assert struct.unpack("<I", content[at + 8 : at + 12])[0] == masked(head), "checksum of a length"
        record = content[at + 12 : at + 12 + length]
        assert struct.unpack("<I", content[at + 12 + length : at + 16 + length])[0] == masked(record), "checksum of a record"
        yield record
        at += 16 + length


assert crc32c(b"123456789") == 0xE3069283
events = []
for record in records(open(sys.argv[2], "rb").read()):
    event = event_pb2.Event.FromString(record)
    assert event.SerializeToString(deterministic=True), "an empty event"
    value = MessageToDict(event, preserving_proto_field_name=True)
    for entry, message in zip(value.get("summary", {}).get("value", []), event.summary.value):
        if message.metadata.plugin_data.plugin_name == "hparams":
            data = event_pb2.HParamsPluginData.FromString(message.metadata.plugin_data.content)
            entry["hparams"] = MessageToDict(data, preserving_proto_field_name=True)
        if message.tensor.string_val:
            entry["text"] = message.tensor.string_val[0].decode()
    events.append(value)
print(json.dumps(events))
