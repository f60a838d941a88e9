pub use super::builder::Builder;
pub use super::config::Config;
pub use super::{compile_fds, compile_protos, configure};
pub use tonic_prost_build::{FileDescriptorSet, TonicAttributes, TonicMethod, TonicService, manual};
