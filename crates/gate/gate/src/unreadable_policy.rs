use std::fmt;

/// A part of the policy that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreadablePolicy {
    /// The ledger.
    Ledger,
    /// The approvals.
    Approvals,
    /// The consumers.
    Consumers,
    /// The configuration, with the message of the first error.
    Configuration(String),
}

impl fmt::Display for UnreadablePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ledger => f.write_str("the ledger cannot be read"),
            Self::Approvals => f.write_str("the approvals cannot be read"),
            Self::Consumers => f.write_str("the consumers cannot be read"),
            Self::Configuration(message) => f.write_str(message),
        }
    }
}
