//! Options that are left out go from wherever they were used.

use super::closure::Closure;
use protoward_schema::descriptor::raw::File;
use protoward_schema::descriptor::{OptionsPlace, each_options as each};

/// The options that change, in the order in which [`put`] wants them. Options that say nothing go at once.
pub(super) fn stripped(closure: &Closure<'_>, files: &mut [File<'_>]) -> Vec<Option<Vec<u8>>> {
    let mut all = Vec::new();
    let mut visit = |place: OptionsPlace<'_>, options: &mut Option<&[u8]>| {
        *options = options.filter(|bytes| !bytes.is_empty());
        all.push(options.and_then(|bytes| closure.options_without(place.kind, bytes)));
    };
    files.iter_mut().for_each(|file| each(file, &mut visit));
    all
}

/// Puts what [`stripped`] has found in its places; options of which nothing is left go.
pub(super) fn put<'a>(stripped: &'a [Option<Vec<u8>>], files: &mut [File<'a>]) {
    let mut next = stripped.iter();
    let mut visit = |_: OptionsPlace<'_>, options: &mut Option<&'a [u8]>| {
        if let Some(Some(bytes)) = next.next() {
            *options = (!bytes.is_empty()).then_some(bytes);
        }
    };
    files.iter_mut().for_each(|file| each(file, &mut visit));
}
