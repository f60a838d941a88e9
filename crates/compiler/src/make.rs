//! Everything that may be wanted of files, of one compilation.

use std::fmt;

use super::units::Linking;
use super::{Inputs, Options, linked};
use crate::link::Linked;
use protoward_schema::Schema;
use protoward_schema::descriptor::{Descriptors, Encode};
use protoward_source::{Report, Sources};

/// What is wanted of files.
#[derive(Debug, Default)]
pub struct Wanted<'t> {
    /// The linked schema.
    pub schema: bool,
    /// Every file in both forms in which generators are told of it.
    pub descriptors: bool,
    /// A `FileDescriptorSet`, as [`descriptor_set`](super::descriptor_set) makes it.
    pub set: Option<WantedSet<'t>>,
}

/// A `FileDescriptorSet` that is wanted.
pub struct WantedSet<'t> {
    /// What it holds.
    pub what: Encode,
    /// Who gets it, piece by piece.
    pub take: &'t mut (dyn FnMut(&[u8]) + Send),
}

impl fmt::Debug for WantedSet<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WantedSet").field("what", &self.what).finish_non_exhaustive()
    }
}

/// What came of files; what was not wanted is empty, and so are the descriptors where the report has errors.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The linked schema: everything that could be compiled. Only whole where `report` has no errors.
    pub schema: Schema,
    /// Every file in both forms in which generators are told of it.
    pub descriptors: Descriptors,
    /// What is wrong, in the order of the files.
    pub report: Report,
}

/// Compiles files once, and makes of them whatever is wanted.
///
/// ```
/// use protoward_compiler::{Inputs, Options, Wanted, make};
/// use protoward_source::{MemoryTree, Sources};
///
/// let tree = MemoryTree::new([("user.proto", "edition = \"2024\"; message User { string name = 1; }")]);
/// let inputs = Inputs::tree(tree, ["user.proto"]);
/// let wanted = Wanted { descriptors: true, ..Wanted::default() };
/// let made = make(&inputs, &Options::default(), &mut Sources::default(), wanted);
/// assert_eq!(made.descriptors.files()[0].edition, Some(1001));
/// ```
pub fn make(inputs: &Inputs, options: &Options, sources: &mut Sources, wanted: Wanted<'_>) -> Made {
    let Wanted { schema, descriptors, mut set } = wanted;
    let then = |linked: &Linked<'_>, report: &mut Report| {
        let is_good = !report.has_errors();
        if let Some(WantedSet { what, take }) = set.as_mut().filter(|_| is_good) {
            linked.descriptor_set(what.imports, what.source_info, take);
        }
        let descriptors = if descriptors && is_good { linked.descriptors() } else { Descriptors::default() };
        let schema = if schema { linked.schema(report) } else { Schema::default() };
        (schema, descriptors)
    };
    let ((schema, descriptors), report) = linked(inputs, options, sources, Linking { both: descriptors, then });
    Made { schema, descriptors, report }
}
