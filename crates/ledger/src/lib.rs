//! The ledger: every number and name that a schema has ever given, and when it came and left.
//!
//! In: the lines of a ledger, or the [`Fact`]s of a schema as it is now. Out: a [`Ledger`], its text, and what it knows of
//! the [`Past`]. `docs/ledger.md` has the format. It must not know where the text lies, nor git, nor what a rule makes of it.

mod diagnostics;
mod eras;
mod fact;
mod facts;
mod kept;
mod life;
mod line;
mod observe;
mod past;
mod protolock;
mod renames;
mod text;
mod token;
mod type_name;

pub use eras::Stay;
pub use fact::{Fact, Kind, Streaming};
pub use facts::facts;
pub use facts::{of_field, of_method};
pub use kept::Lost;
pub use life::{Event, Life, When};
pub use line::is_label;
pub use observe::Changes;
pub use past::Past;
pub use protolock::import as import_protolock;
pub use text::{MAX_LINE, MAX_SIZE, admit, read, read_earlier};
pub use type_name::TypeName;

use std::collections::BTreeMap;

/// Facts, each with when it came and left.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
/// use protoward_ledger::{Ledger, When, facts};
/// let compiler = protoward_compiler::Compiler::new().includes(["proto", "third_party/googleapis"]);
/// let compiled = compiler.compile(["user/v1/user.proto"])?;
/// let mut ledger = Ledger::default();
/// ledger.observe(facts(compiled.schema()), &When::labelled("v1.0.0"));
/// assert!(ledger.to_string().contains("user.v1.User message came v1.0.0\n"));
/// # Ok::<(), protoward_compiler::CompileError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    facts: BTreeMap<Fact, Life>,
}

impl Ledger {
    /// All facts with their lives, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Fact, &Life)> {
        self.facts.iter()
    }

    /// When a fact came and left; `None` of one that is not known.
    pub fn life(&self, fact: &Fact) -> Option<&Life> {
        self.facts.get(fact)
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The facts that hold now, as far as the ledger knows; renames are no facts about now.
    pub fn present(&self) -> impl Iterator<Item = &Fact> {
        let is_present = |(fact, life): &(&Fact, &Life)| life.is_present() && !matches!(fact, Fact::Renamed { .. });
        self.facts.iter().filter(is_present).map(|(fact, _)| fact)
    }
}
