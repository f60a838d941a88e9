"""Rules for protobuf schemas: descriptor sets, Python, Rust, OpenAPI, and the breaking-change gate as a test."""

load("//private:breaking.bzl", _protoward_breaking_test = "protoward_breaking_test")
load("//private:library.bzl", _protoward_library = "protoward_library")
load("//private:openapi.bzl", _protoward_openapi = "protoward_openapi")
load("//private:providers.bzl", _ProtowardInfo = "ProtowardInfo")
load("//private:rust.bzl", _protoward_rust_library = "protoward_rust_library")
load("//private:toolchain.bzl", _protoward_toolchain = "protoward_toolchain")

ProtowardInfo = _ProtowardInfo
protoward_breaking_test = _protoward_breaking_test
protoward_library = _protoward_library
protoward_openapi = _protoward_openapi
protoward_rust_library = _protoward_rust_library
protoward_toolchain = _protoward_toolchain
