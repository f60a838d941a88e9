//! The codes of all diagnostics of configurations. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A configuration that contradicts itself or its surroundings.
pub const CONFIG: Code = Code::new("config");

/// Two modules with the same path or name.
pub const MODULE_TWICE: Code = Code::new("module-twice");

/// A path that leaves its root folder.
pub const PATH_LEAVES_ROOT: Code = Code::new("path-leaves-root");

/// A policy of a configuration that is missing or in a registry.
pub const POLICY_FILE: Code = Code::new("policy-file");

/// A plugin that runs on a remote server of buf.
pub const REMOTE_PLUGIN: Code = Code::new("remote-plugin");
