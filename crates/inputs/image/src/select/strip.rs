//! Removal of excluded custom options from all elements, before descriptors are pruned.

use super::closure::Closure;
use protoward_schema::descriptor::raw::File;
use protoward_schema::descriptor::{OptionsPlace, each_options as each};

/// Returns the changed options in the order that [`put`] expects. Removes empty options immediately.
pub(super) fn stripped(closure: &Closure<'_>, files: &mut [File<'_>]) -> Vec<Option<Vec<u8>>> {
    let mut all = Vec::new();
    let mut visit = |place: OptionsPlace<'_>, options: &mut Option<&[u8]>| {
        *options = options.filter(|bytes| !bytes.is_empty());
        all.push(options.and_then(|bytes| closure.options_without(place.kind, bytes)));
    };
    files.iter_mut().for_each(|file| each(file, &mut visit));
    all
}

/// Replaces options with the results of [`stripped`]. Removes options that became empty.
pub(super) fn put<'a>(stripped: &'a [Option<Vec<u8>>], files: &mut [File<'a>]) {
    let mut next = stripped.iter();
    let mut visit = |_: OptionsPlace<'_>, options: &mut Option<&'a [u8]>| {
        if let Some(Some(bytes)) = next.next() {
            *options = (!bytes.is_empty()).then_some(bytes);
        }
    };
    files.iter_mut().for_each(|file| each(file, &mut visit));
}
