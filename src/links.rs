//! Symbolic links in paths.

pub(super) use protoward_output::link_target as target;
