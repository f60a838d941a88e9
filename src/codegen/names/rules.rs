/// What stays with `prost-types`, unless it is asked for.
pub(in crate::codegen) const WELL_KNOWN: &str = ".google.protobuf";

/// Whether a path is another, or names something in it.
pub(in crate::codegen) fn is_below(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What the names in generated code depend on beside the descriptors.
#[derive(Clone)]
pub(in crate::codegen) struct Rules {
    /// Whether the values of an enum lose its name.
    pub(in crate::codegen) strip_enum_prefix: bool,
    /// Types that are not generated.
    pub(in crate::codegen) externs: Externs,
    /// What is generated for services, if anything.
    pub(in crate::codegen) services: Option<Services>,
}

/// What tonic generates for services.
#[derive(Clone, Copy, Debug)]
pub(in crate::codegen) struct Services {
    pub(in crate::codegen) client: bool,
    pub(in crate::codegen) server: bool,
    /// Whether clients can connect by themselves.
    pub(in crate::codegen) transport: bool,
    /// Whether types such as `bool` are understood as they are.
    pub(in crate::codegen) extended_types: bool,
    /// Whether the methods of a server take `Arc<Self>`.
    pub(in crate::codegen) arc_self: bool,
}

impl Default for Services {
    fn default() -> Self {
        Self { client: true, server: true, transport: true, extended_types: false, arc_self: false }
    }
}

impl Services {
    /// Whether there is anything to generate.
    pub(in crate::codegen) const fn any(self) -> bool {
        self.client || self.server
    }
}

/// The paths of packages and types that other code provides.
#[derive(Clone, Default)]
pub(in crate::codegen) struct Externs(Vec<String>);

impl Externs {
    /// Those of `extern_path`, and what prost takes from `prost-types` unless it is told to generate it.
    pub(in crate::codegen) fn new(mut paths: Vec<String>, with_well_known: bool) -> Self {
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
