//! The generated code of services.

pub(super) use protoward_rust::{Call, Contract, MethodCode as Method, ServiceCode as Service, Side};
