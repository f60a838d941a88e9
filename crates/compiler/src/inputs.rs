use std::sync::Arc;

use protoward_source::Resolver;

/// What is compiled: files by the names they are imported by, and where such names are looked up.
#[derive(Clone, Default)]
pub struct Inputs {
    /// Where names are looked up, first to last. The well-known types come behind all of them.
    pub resolvers: Vec<Arc<dyn Resolver>>,
    /// The files to compile; what they import comes along.
    pub targets: Vec<String>,
}

impl Inputs {
    /// These files of one tree, or of another resolver.
    pub fn tree<S: Into<String>>(tree: impl Resolver + 'static, targets: impl IntoIterator<Item = S>) -> Self {
        Self { resolvers: vec![Arc::new(tree)], targets: targets.into_iter().map(Into::into).collect::<Vec<_>>() }
    }
}

/// Which files may be of edition `UNSTABLE`, which is not finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnstableEditions {
    /// None of them.
    #[default]
    Nowhere,
    /// What is only imported, as `protoc` has it.
    Imported,
    /// All of them, as `--experimental_editions` of `protoc` has it.
    Everywhere,
}

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many threads work; `None` for as many as the machine has cores. The result is the same.
    pub threads: Option<usize>,
    /// Whether the built-in well-known types are found where no root has them.
    pub well_known_types: bool,
    /// Whether options are kept that are meant for the source only, as `--retain_options` of `protoc` has it.
    pub retain_options: bool,
    /// Which files may be of edition `UNSTABLE`.
    pub unstable_editions: UnstableEditions,
    /// Whether a file is said to be wrong that imports one with errors, as `protoc` has it; else an error is said once,
    /// where it is.
    pub blame_imports: bool,
    /// Whether memory that is not needed any more is left to the end of the process, as freeing it takes time: for a
    /// program that ends right behind the compilation.
    pub leave_memory: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: None,
            well_known_types: true,
            retain_options: false,
            unstable_editions: UnstableEditions::Nowhere,
            blame_imports: false,
            leave_memory: false,
        }
    }
}
