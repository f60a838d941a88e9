//! The values of options by name, from a configuration or a build script, checked by the table of options.

use std::collections::BTreeMap;

use crate::additions::Additions;
use crate::option_table::{
    OPTIONS, OptionEffect, OptionRow, OptionValue, Plugin, SetOptionError, checked_option, option,
};
use crate::settings::RustSettings;

/// The values of options that are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionValues {
    values: BTreeMap<&'static str, OptionValue>,
}

impl OptionValues {
    /// Sets an option of a plugin by its name.
    ///
    /// # Errors
    /// Returns an error if the plugin has no such option, or if the option takes another kind of value.
    pub fn set(&mut self, name: &str, value: OptionValue, plugin: Plugin) -> Result<(), SetOptionError> {
        let known = checked_option(name, value.kind(), plugin)?;
        self.values.insert(known.name, value);
        Ok(())
    }

    /// Returns the value of an option, if it is set.
    pub fn get(&self, name: &str) -> Option<&OptionValue> {
        self.values.get(name)
    }

    /// Returns `true` if a flag is set.
    pub fn is_set(&self, name: &str) -> bool {
        self.known(name).is_some_and(OptionValue::flag)
    }

    /// Returns the text of an option, if it is set.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.known(name).map(OptionValue::text)
    }

    /// Returns the list of an option; empty if it is not set.
    pub fn list(&self, name: &str) -> &[String] {
        self.known(name).map(OptionValue::list).unwrap_or_default()
    }

    /// Returns the pairs of an option; empty if it is not set.
    pub fn pairs(&self, name: &str) -> &[(String, String)] {
        self.known(name).map(OptionValue::pairs).unwrap_or_default()
    }

    /// Changes the settings of the generator that options have an effect on. Those of services need `settings.services`.
    pub fn apply(&self, settings: &mut RustSettings) {
        for (row, value) in self.rows() {
            match row.set {
                OptionEffect::Rust(set) => set(settings, value),
                OptionEffect::Tonic(set) => settings.services.iter_mut().for_each(|services| set(services, value)),
                OptionEffect::Added(_) | OptionEffect::Here | OptionEffect::OfServices | OptionEffect::Nothing => {}
            }
        }
    }

    /// Returns the settings of the additions to messages.
    pub fn additions(&self) -> Additions {
        let mut additions = Additions::default();
        for (row, value) in self.rows() {
            if let OptionEffect::Added(set) = row.set {
                set(&mut additions, value);
            }
        }
        additions
    }

    /// Returns the options that are set, in the order in which they are applied.
    fn rows(&self) -> impl Iterator<Item = (&'static OptionRow, &OptionValue)> {
        OPTIONS.iter().filter_map(|row| Some((row, self.values.get(row.name)?)))
    }

    /// Returns the value of an option that the code names.
    fn known(&self, name: &str) -> Option<&OptionValue> {
        debug_assert!(option(name).is_some(), "`{name}` is in the table");
        self.get(name)
    }
}
