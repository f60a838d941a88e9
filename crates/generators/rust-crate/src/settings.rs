//! An entry of a configuration: its plugin, its output folder and its options, whose names and kinds are checked when they are
//! set.

use std::collections::BTreeMap;

use protoward_rust::{OptionValue, OptionValues, Plugin, SetOptionError};
use protoward_schema::descriptor::Detail;
use protoward_source::Place;

/// One entry to generate: a `[[generate]]` table of a configuration.
#[derive(Clone, Debug)]
pub struct Generate {
    /// The plugin whose code is generated. It decides which options exist.
    pub plugin: Plugin,
    /// The output folder, relative to the configuration.
    pub out: String,
    /// The files to generate from, as import paths of files or folders; empty for all files. Their imports are included.
    pub paths: Vec<String>,
    /// The place of the entry in the configuration, for diagnostics.
    pub place: Option<Place>,
    pub(super) options: OptionValues,
    /// The places in the configuration of paths in options, by option and path.
    path_places: BTreeMap<(String, String), Place>,
}

impl Generate {
    /// Creates an entry for all files of the schema, with the output folder `out` and default options.
    pub fn new(plugin: Plugin, out: impl Into<String>) -> Self {
        Self {
            plugin,
            out: out.into(),
            paths: Vec::new(),
            place: None,
            options: OptionValues::default(),
            path_places: BTreeMap::new(),
        }
    }

    /// Sets an option by its name, which is that of a builder method of prost-build or tonic-build for most options.
    ///
    /// # Errors
    /// Returns an error if the plugin has no such option, or if the option takes another kind of value.
    ///
    /// ```
    /// use protoward_rust_crate::{Generate, OptionValue, Plugin};
    /// let mut generate = Generate::new(Plugin::Prost, "src/gen");
    /// generate.set("btree_map", OptionValue::List(vec![".".into()]))?;
    /// assert!(generate.set("build_server", OptionValue::Flag(true)).is_err());
    /// # Ok::<(), protoward_rust_crate::SetOptionError>(())
    /// ```
    pub fn set(&mut self, name: &str, value: OptionValue) -> Result<(), SetOptionError> {
        self.options.set(name, value, self.plugin)
    }

    /// Records the place of an option's path in the configuration, for diagnostics.
    pub fn locate_path(&mut self, option: &str, path: &str, place: Place) {
        self.path_places.insert((option.to_owned(), path.to_owned()), place);
    }

    /// Returns the place of an option's path in the configuration.
    pub(super) fn place_of(&self, option: &str, path: &str) -> Option<Place> {
        self.path_places.get(&(option.to_owned(), path.to_owned())).copied().or(self.place)
    }

    /// Returns the locations of the schema that the code and the diagnostics need.
    pub fn detail(&self) -> Detail {
        // Descriptors have all locations, and diagnostics of REST are about options.
        let options = ["file_descriptor_set_path", "connect", "rest", "rest_client"];
        let needs_all = options.into_iter().any(|option| self.get(option).is_some());
        if needs_all { Detail::Full } else { Detail::Declarations }
    }

    /// Returns the value of an option, if it is set.
    pub fn get(&self, name: &str) -> Option<&OptionValue> {
        self.options.get(name)
    }

    /// Returns `true` if a flag is set.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.options.is_set(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.options.text(name)
    }

    pub(super) fn list(&self, name: &str) -> &[String] {
        self.options.list(name)
    }

    pub(super) fn pairs(&self, name: &str) -> &[(String, String)] {
        self.options.pairs(name)
    }
}
