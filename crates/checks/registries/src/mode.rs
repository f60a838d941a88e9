//! Registries and their compatibility modes, with their names.

use std::fmt;
use std::str::FromStr;

use protoward_source::{Directions, nearest};

/// A schema registry whose rules are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registry {
    /// The Schema Registry of Confluent.
    Confluent,
    /// The registry of the project Apicurio.
    Apicurio,
    /// The registry in the broker of Redpanda.
    Redpanda,
}

impl Registry {
    /// All registries, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::Confluent, Self::Apicurio, Self::Redpanda];

    /// Returns the name in configurations.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Confluent => "confluent",
            Self::Apicurio => "apicurio",
            Self::Redpanda => "redpanda",
        }
    }

    /// Returns the name for readers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confluent => "Confluent",
            Self::Apicurio => "Apicurio",
            Self::Redpanda => "Redpanda",
        }
    }
}

/// A registry with a compatibility mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistryMode {
    /// The registry whose rules count.
    pub registry: Registry,
    /// The versions that must read messages of the other one.
    pub directions: Directions,
    /// `true` if the new version is compared with every older version, and not only with the newest of them.
    pub is_transitive: bool,
}

impl RegistryMode {
    /// The modes with their directions. The first one is the default of registries.
    pub const MODES: [(&'static str, Directions, bool); 6] = [
        ("BACKWARD", Directions::BACKWARD, false),
        ("BACKWARD_TRANSITIVE", Directions::BACKWARD, true),
        ("FORWARD", Directions::FORWARD, false),
        ("FORWARD_TRANSITIVE", Directions::FORWARD, true),
        ("FULL", Directions::FULL, false),
        ("FULL_TRANSITIVE", Directions::FULL, true),
    ];

    /// Returns the name of the mode.
    pub fn mode(self) -> &'static str {
        let is_this = |(_, directions, is_transitive): &&(_, Directions, bool)| {
            *directions == self.directions && *is_transitive == self.is_transitive
        };
        Self::MODES.iter().find(is_this).map_or("NONE", |(name, ..)| name)
    }
}

impl fmt::Display for RegistryMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.registry.name(), self.mode())
    }
}

/// A name that is neither a registry nor a mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRegistry {
    /// The singular and the plural.
    what: [&'static str; 2],
    name: String,
    known: Vec<&'static str>,
}

impl UnknownRegistry {
    /// Returns the known names, and the nearest one if it is near.
    pub fn help(&self) -> String {
        let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let upper = self.name.to_ascii_uppercase();
        let known = self.known.iter().copied();
        let exact = known.clone().find(|name| name.eq_ignore_ascii_case(&self.name));
        let near = exact.or_else(|| nearest(&self.name, known.clone()).first().copied());
        let near = near.or_else(|| nearest(&upper, known).first().copied());
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        format!("{near}the {} are {}", self.what[1], list(&self.known))
    }
}

impl fmt::Display for UnknownRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`", self.what[0], self.name)
    }
}

impl std::error::Error for UnknownRegistry {}

impl FromStr for RegistryMode {
    type Err = UnknownRegistry;

    /// Parses a registry with an optional mode: `confluent` or `confluent:FULL_TRANSITIVE`.
    fn from_str(text: &str) -> Result<Self, UnknownRegistry> {
        let (name, mode) = text.split_once(':').unwrap_or((text, Self::MODES[0].0));
        let unknown = |what, name: &str, known| UnknownRegistry { what, name: name.to_owned(), known };
        let registry = Registry::ALL.into_iter().find(|registry| registry.id() == name);
        let registry = registry
            .ok_or_else(|| unknown(["registry", "registries"], name, Registry::ALL.map(Registry::id).to_vec()))?;
        let found = Self::MODES.into_iter().find(|(known, ..)| *known == mode);
        let (_, directions, is_transitive) =
            found.ok_or_else(|| unknown(["mode", "modes"], mode, Self::MODES.map(|(name, ..)| name).to_vec()))?;
        Ok(Self { registry, directions, is_transitive })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, String> {
        let mode = text.parse::<RegistryMode>();
        mode.map(|mode| mode.to_string()).map_err(|unknown| format!("{unknown}; {}", unknown.help()))
    }

    #[test]
    fn names_a_registry_and_a_mode() {
        assert_eq!(parsed("confluent"), Ok("Confluent BACKWARD".to_owned()));
        for (name, ..) in RegistryMode::MODES {
            assert_eq!(parsed(&format!("redpanda:{name}")), Ok(format!("Redpanda {name}")));
        }
    }

    #[test]
    fn lists_what_is_known() {
        assert_eq!(
            parsed("conflunet").unwrap_err(),
            "unknown registry `conflunet`; did you mean `confluent`? the registries are `confluent`, `apicurio`, `redpanda`"
        );
        let text = parsed("apicurio:full").unwrap_err();
        assert!(text.starts_with("unknown mode `full`; did you mean `FULL`? the modes are `BACKWARD`, "), "{text}");
        assert!(parsed("glue").unwrap_err().contains("the registries are `confluent`"));
    }
}
