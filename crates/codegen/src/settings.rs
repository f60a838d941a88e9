use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use super::options::{OPTIONS, OptionKind, OptionValue, option};
use protoward_source::Place;

/// What generates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugin {
    /// prost: messages and enums.
    Prost,
    /// tonic: what prost makes, and clients and servers for services.
    Tonic,
}

impl Plugin {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Prost, Self::Tonic];

    /// The name by which a configuration asks for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prost => "prost",
            Self::Tonic => "tonic",
        }
    }

    /// The plugin of this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plugin| plugin.name() == name)
    }
}

/// One thing to generate: a `[[generate]]` of a configuration.
#[derive(Clone, Debug)]
pub struct Generate {
    /// What generates.
    pub plugin: Plugin,
    /// The output folder, relative to the configuration.
    pub out: String,
    /// The files to generate from, as files or folders by the names they are imported by; empty for all. What they
    /// import comes along.
    pub paths: Vec<String>,
    /// Where the configuration says so, for messages about it.
    pub place: Option<Place>,
    options: BTreeMap<&'static str, OptionValue>,
    /// Where the configuration names a path of an option.
    path_places: BTreeMap<(String, String), Place>,
}

impl Generate {
    /// Everything of the schema into the folder `out`, with the generator's own defaults.
    pub fn new(plugin: Plugin, out: impl Into<String>) -> Self {
        Self {
            plugin,
            out: out.into(),
            paths: Vec::new(),
            place: None,
            options: BTreeMap::new(),
            path_places: BTreeMap::new(),
        }
    }

    /// Sets an option by the name of the builder method it stands for.
    ///
    /// # Errors
    /// When the plugin has no such option, or the option takes another kind of value.
    ///
    /// ```
    /// use protoward_codegen::{Generate, OptionValue, Plugin};
    /// let mut generate = Generate::new(Plugin::Prost, "src/gen");
    /// generate.set("btree_map", OptionValue::List(vec![".".into()]))?;
    /// assert!(generate.set("build_server", OptionValue::Flag(true)).is_err());
    /// # Ok::<(), protoward_codegen::SetOptionError>(())
    /// ```
    pub fn set(&mut self, name: &str, value: OptionValue) -> Result<(), SetOptionError> {
        let known = option(name).ok_or_else(|| SetOptionError::Unknown { name: name.to_owned() })?;
        if !known.is_for(self.plugin) {
            return Err(SetOptionError::OtherPlugin { name: known.name, plugin: self.plugin });
        }
        if known.kind != value.kind() {
            return Err(SetOptionError::Kind { name: known.name, expected: known.kind });
        }
        self.options.insert(known.name, value);
        Ok(())
    }

    /// Notes where the configuration names a path of an option, for messages about it.
    pub fn locate_path(&mut self, option: &str, path: &str, place: Place) {
        self.path_places.insert((option.to_owned(), path.to_owned()), place);
    }

    /// The paths of an option, and where the configuration names them.
    pub(super) fn paths_of(&self, option: &str) -> Vec<(&str, Option<Place>)> {
        let Some(value) = self.get(option) else { return Vec::new() };
        let paths = value.list().iter().chain(value.pairs().iter().map(|(path, _)| path));
        let place = |path: &String| self.path_places.get(&(option.to_owned(), path.clone())).copied();
        paths.map(|path| (path.as_str(), place(path).or(self.place))).collect()
    }

    /// The value that an option was set to.
    pub fn get(&self, name: &str) -> Option<&OptionValue> {
        self.options.get(name)
    }

    /// The options that were set, in the order in which they are applied.
    pub(super) fn options(&self) -> impl Iterator<Item = (&'static super::options::OptionRow, &OptionValue)> {
        OPTIONS.iter().filter_map(|row| Some((row, self.options.get(row.name)?)))
    }
}

/// Why an option could not be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetOptionError {
    /// No generator has it.
    Unknown {
        /// The name.
        name: String,
    },
    /// Another generator has it.
    OtherPlugin {
        /// The name.
        name: &'static str,
        /// The plugin that does not have it.
        plugin: Plugin,
    },
    /// It takes another kind of value.
    Kind {
        /// The name.
        name: &'static str,
        /// What it takes.
        expected: OptionKind,
    },
}

impl fmt::Display for SetOptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "there is no option `{name}`"),
            Self::OtherPlugin { name, plugin } => write!(f, "`{}` has no option `{name}`", plugin.name()),
            Self::Kind { name, expected } => write!(f, "`{name}` takes {expected}"),
        }
    }
}

impl Error for SetOptionError {}
