"""`ProtoInfo`, which is built into Bazel before version 8, and later a provider of protobuf's own rules."""

load("@protoward_program//:proto_info.bzl", "PROTO_INFO")

ProtoInfo = PROTO_INFO
