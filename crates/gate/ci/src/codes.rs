//! The codes of all diagnostics of CI services. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// The description of a change by a CI service that cannot be read.
pub const CI_EVENT: Code = Code::new("ci-event");
