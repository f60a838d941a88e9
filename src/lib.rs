//! protoward.
