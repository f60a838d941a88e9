//! The verdict of a registry on a file: its facts about the differences, in the directions of its mode.

use crate::{Difference, Fact, Registry, RegistryMode, apicurio, confluent, differences, redpanda};
use protoward_schema::{Element, Schema};
use protoward_source::Directions;

/// The verdict of a registry on one difference of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgment {
    /// The verdict, with its reason.
    pub fact: &'static Fact,
    /// The direction: either backward or forward.
    pub direction: Directions,
    /// The element in the old schema.
    pub old: Option<Element>,
    /// The element in the new schema.
    pub new: Option<Element>,
}

/// Returns the table of a registry, in the order of [`Change::ALL`](crate::Change::ALL).
pub const fn facts(registry: Registry) -> &'static [Fact] {
    match registry {
        Registry::Confluent => confluent::FACTS,
        Registry::Apicurio => apicurio::FACTS,
        Registry::Redpanda => redpanda::FACTS,
    }
}

impl RegistryMode {
    /// Compares a file of two schemas as the registry would, backward first. The registry refuses the new version if it
    /// refuses any difference. The result is empty if a version lacks the file: the first version of a subject is compared
    /// with nothing.
    pub fn judge(self, old: &Schema, new: &Schema, path: &str) -> Vec<Judgment> {
        let (Some(was), Some(is)) = (old.find_file(path), new.find_file(path)) else { return Vec::new() };
        let mut found = Vec::new();
        if self.directions.backward {
            let differences = differences((old, was), (new, is));
            found.extend(differences.iter().filter_map(|it| self.on(it, Directions::BACKWARD, it.writer, it.reader)));
        }
        if self.directions.forward {
            let differences = differences((new, is), (old, was));
            found.extend(differences.iter().filter_map(|it| self.on(it, Directions::FORWARD, it.reader, it.writer)));
        }
        found
    }

    fn on(
        self,
        difference: &Difference,
        direction: Directions,
        old: Option<Element>,
        new: Option<Element>,
    ) -> Option<Judgment> {
        // Apicurio compares types of other files by their names only.
        if difference.is_referenced && self.registry == Registry::Apicurio {
            return None;
        }
        let fact = facts(self.registry).iter().find(|fact| fact.change == difference.change)?;
        Some(Judgment { fact, direction, old, new })
    }
}
