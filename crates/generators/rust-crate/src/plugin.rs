/// The code to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugin {
    /// Generates messages and enums for prost.
    Prost,
    /// Generates messages and enums for prost, and clients and servers for tonic.
    Tonic,
}

impl Plugin {
    /// All plugins.
    pub const ALL: [Self; 2] = [Self::Prost, Self::Tonic];

    /// Returns the name in a configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prost => "prost",
            Self::Tonic => "tonic",
        }
    }

    /// Returns the plugin with a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plugin| plugin.name() == name)
    }
}
