//! The places of the keys of a configuration, for findings about a setting and not about a value that has a place.

use std::collections::BTreeMap;

use protoward_config::{ConfigValue, Node};
use protoward_source::Place;

/// The places of the keys by path, such as `breaking.use` and `module[0].excludes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPlaces(BTreeMap<String, Place>);

impl KeyPlaces {
    pub(super) fn of(document: &Node) -> Self {
        let mut keys = Self::default();
        keys.add(document, "");
        keys
    }

    /// Returns the place of a key; `None` if the file does not have it.
    pub fn get(&self, key: &str) -> Option<Place> {
        self.0.get(key).copied()
    }

    fn add(&mut self, node: &Node, path: &str) {
        match &node.value {
            ConfigValue::Table(table) => {
                for (key, value) in &table.entries {
                    let path = if path.is_empty() { key.text.clone() } else { format!("{path}.{}", key.text) };
                    self.0.extend(key.place.map(|place| (path.clone(), place)));
                    self.add(value, &path);
                }
            }
            ConfigValue::List(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    self.0.insert(path.clone(), node.place);
                    self.add(node, &path);
                }
            }
            ConfigValue::Null
            | ConfigValue::Boolean(_)
            | ConfigValue::Integer(_)
            | ConfigValue::Float(_)
            | ConfigValue::String(_) => {}
        }
    }
}
