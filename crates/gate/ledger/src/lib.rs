//! The ledger: every number and name that a schema ever assigned, with additions and removals.
//!
//! In: the lines of a ledger, or the [`Fact`]s of a schema. Out: a [`Ledger`], its text, and queries about the
//! [`LedgerIndex`]. `docs/history.md` describes the format. The crate does not depend on files, Git or rules.
//!
//! ```
//! use protoward_ledger::{Fact, Ledger, TypeKind, EventTime};
//!
//! let mut ledger = Ledger::default();
//! let user = Fact::Type { name: "user.v1.User".into(), kind: TypeKind::Message };
//! ledger.observe([user.clone()].into(), &EventTime::labelled("v1.0.0"));
//! ledger.observe([].into(), &EventTime::labelled("v2.0.0"));
//! assert!(!ledger.life(&user).expect("the ledger forgets nothing").is_present());
//! assert!(ledger.to_string().contains("user.v1.User message left v2.0.0\n"));
//! ```

mod diagnostics;
mod eras;
mod fact;
mod facts;
mod history;
mod kept;
mod life;
mod line;
mod observe;
mod past;
mod phrases;
mod protolock;
mod renames;
mod text;
mod token;
mod type_name;

pub use eras::FactPeriod;
pub use fact::{Changes, Fact, Streaming, TypeKind};
pub use facts::{facts, of_field, of_method};
pub use history::{HistoryRow, element_history, similar_elements, type_history};
pub use kept::LostLine;
pub use life::{Event, EventTime, FactHistory};
pub use line::is_label;
pub use past::LedgerIndex;
pub use protolock::import as import_protolock;
pub use text::{admit, read, read_earlier};
pub use type_name::TypeName;

use std::collections::BTreeMap;

/// Maximum size of a ledger in bytes: about two million facts.
pub const MAX_SIZE: usize = 256 << 20;

/// Maximum length of a line in bytes.
pub const MAX_LINE: usize = 1 << 20;

/// Facts with their additions and removals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    facts: BTreeMap<Fact, FactHistory>,
}

impl Ledger {
    /// Returns all facts with their lives, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Fact, &FactHistory)> {
        self.facts.iter()
    }

    /// Returns the additions and removals of a fact; `None` for an unknown fact.
    pub fn life(&self, fact: &Fact) -> Option<&FactHistory> {
        self.facts.get(fact)
    }

    /// Returns the number of facts.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Returns `true` if there are no facts.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Returns the facts that are present; renames are never present.
    pub fn present(&self) -> impl Iterator<Item = &Fact> {
        let is_present =
            |(fact, life): &(&Fact, &FactHistory)| life.is_present() && !matches!(fact, Fact::Renamed { .. });
        self.facts.iter().filter(is_present).map(|(fact, _)| fact)
    }
}
