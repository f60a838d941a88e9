/// What stays with `prost-types`, unless it is asked for.
pub const WELL_KNOWN: &str = ".google.protobuf";

/// Whether a path is another, or names something in it.
pub fn is_below(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What the names in generated code depend on beside the descriptors.
#[derive(Clone)]
pub struct Rules {
    /// Whether the values of an enum lose its name.
    pub strip_enum_prefix: bool,
    /// Types that are not generated.
    pub externs: Externs,
    /// What is generated for services, if anything.
    pub services: Option<Services>,
}

/// What tonic generates for services.
#[derive(Clone, Copy, Debug)]
pub struct Services {
    /// Whether clients are generated.
    pub client: bool,
    /// Whether servers are generated.
    pub server: bool,
    /// Whether clients can connect by themselves.
    pub transport: bool,
    /// Whether types such as `bool` are understood as they are.
    pub extended_types: bool,
    /// Whether the methods of a server take `Arc<Self>`.
    pub arc_self: bool,
}

impl Default for Services {
    fn default() -> Self {
        Self { client: true, server: true, transport: true, extended_types: false, arc_self: false }
    }
}

impl Services {
    /// Whether there is anything to generate.
    pub const fn any(self) -> bool {
        self.client || self.server
    }
}

/// The paths of packages and types that other code provides.
#[derive(Clone, Default)]
pub struct Externs(Vec<String>);

impl Externs {
    /// Those of `extern_path`, and what prost takes from `prost-types` unless it is told to generate it.
    pub fn new(mut paths: Vec<String>, with_well_known: bool) -> Self {
        if with_well_known {
            paths.push(WELL_KNOWN.to_owned());
        }
        Self(paths)
    }

    /// Whether a type is provided, by itself or with what it lies in.
    pub(super) fn has(&self, full_name: &str) -> bool {
        self.0.iter().any(|path| is_below(full_name, path))
    }
}
