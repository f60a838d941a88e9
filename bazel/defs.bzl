"""Rules for protobuf schemas: descriptor sets, code, OpenAPI, and the gate, lint and layout as tests."""

load("//private:breaking.bzl", _protoward_breaking_test = "protoward_breaking_test")
load("//private:checks.bzl", _protoward_format_test = "protoward_format_test", _protoward_lint_test = "protoward_lint_test")
load("//private:code.bzl", _protoward_code = "protoward_code", _protoward_py_library = "protoward_py_library")
load("//private:library.bzl", _protoward_library = "protoward_library")
load("//private:openapi.bzl", _protoward_openapi = "protoward_openapi")
load("//private:plugin.bzl", _protoward_plugin = "protoward_plugin")
load("//private:providers.bzl", _ProtowardInfo = "ProtowardInfo", _ProtowardPluginInfo = "ProtowardPluginInfo")
load("//private:rust.bzl", _protoward_rust_library = "protoward_rust_library")
load("//private:schema.bzl", _protoward_aspect = "protoward_aspect")
load("//private:toolchain.bzl", _protoward_toolchain = "protoward_toolchain")

ProtowardInfo = _ProtowardInfo
ProtowardPluginInfo = _ProtowardPluginInfo
protoward_aspect = _protoward_aspect
protoward_breaking_test = _protoward_breaking_test
protoward_code = _protoward_code
protoward_format_test = _protoward_format_test
protoward_library = _protoward_library
protoward_lint_test = _protoward_lint_test
protoward_openapi = _protoward_openapi
protoward_plugin = _protoward_plugin
protoward_py_library = _protoward_py_library
protoward_rust_library = _protoward_rust_library
protoward_toolchain = _protoward_toolchain
