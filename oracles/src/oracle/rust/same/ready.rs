//! Generates from existing descriptors without sources, as a file and as a value.

use std::path::Path;
use std::time::Instant;

use prost::Message;
use prost_types::FileDescriptorSet;
use protoward_rust_crate::{OptionValue, Plugin};

use super::case::{Options, WrittenFiles, read};
use super::drawing;
use super::methods::{flag, list, of_any_tonic, of_tonic, pairs, text};
use super::theirs::caught;
use crate::oracle::agreement::Agreement;
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The number of draws of options.
const DRAWS: u64 = 12;

pub(super) fn compare(corpus: &str, seed: u64, one_in: usize) -> Result<bool, Error> {
    let start = Instant::now();
    let mut agreement = Agreement::default();
    let set = set(corpus)?;
    let names: Vec<String> = set.file.iter().map(|file| file.name().to_owned()).collect();
    let draws = DRAWS.div_ceil(u64::try_from(one_in.max(1)).unwrap_or(DRAWS));
    for number in 0..draws {
        let mut random = Random::keyed(seed, &[number]);
        let mut options = drawing::options(&set, &names, Plugin::Tonic, &mut random);
        // With ready-made descriptors, this option names the input.
        options.retain(|(name, _)| *name != "file_descriptor_set_path");
        for (way, is_file) in [("a file", true), ("a value", false)] {
            let (theirs, ours) = both(&set, &options, is_file)?;
            let same = match (&theirs, &ours) {
                (Ok(theirs), Ok(ours)) => theirs == ours,
                (Err(_), Err(_)) => true,
                _ => false,
            };
            let errors = [theirs.err(), ours.err()].into_iter().flatten().collect::<Vec<_>>().join("; ");
            agreement.count(&format!("{corpus} as {way}, {options:?} {errors}"), same);
        }
    }
    println!("{corpus}: {} files in {} s", set.file.len(), start.elapsed().as_secs());
    println!("  descriptors: {agreement}");
    agreement.disagreeing().for_each(|case| println!("    DIFFERS {case}"));
    Ok(agreement.is_full())
}

/// Joins the descriptors of a corpus into one set. Each file occurs once, and files with an edition are left out.
fn set(corpus: &str) -> Result<FileDescriptorSet, Error> {
    let mut set = FileDescriptorSet::default();
    for path in corpus::find(corpus)?.descriptors()? {
        let bytes = std::fs::read(&path).map_err(Error::at(&path))?;
        let read = FileDescriptorSet::decode(&bytes[..]);
        let read = read.map_err(|error| Error::Incomplete { package: corpus.into(), what: error.to_string() })?;
        let is_new = |name: &str| set.file.iter().all(|known| known.name() != name);
        let files: Vec<_> =
            read.file.into_iter().filter(|file| file.syntax() != "editions" && is_new(file.name())).collect();
        set.file.extend(files);
    }
    Ok(set)
}

fn both(set: &FileDescriptorSet, options: &Options, is_file: bool) -> Result<(WrittenFiles, WrittenFiles), Error> {
    let temp = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let file = temp.path().join("set.binpb");
    std::fs::write(&file, set.encode_to_vec()).map_err(Error::at(&file))?;
    let [theirs, ours] = ["theirs", "ours"].map(|name| temp.path().join(name));
    [&theirs, &ours].into_iter().try_for_each(|out| std::fs::create_dir(out).map_err(Error::at(out)))?;
    let nothing: &[&Path] = &[];
    let of_theirs = caught(|| {
        let builder = tonic_prost_build::configure().out_dir(&theirs).emit_rerun_if_changed(false);
        let builder =
            with_options(builder, options, &theirs, |builder, name, value, out| of_tonic!(builder, name, value, out));
        if is_file {
            builder.skip_protoc_run().file_descriptor_set_path(&file).compile_protos(nothing, nothing)
        } else {
            builder.compile_fds(set.clone())
        }
    });
    let of_ours = caught(|| {
        let builder = protoward_build::configure()
            .out_dir(&ours)
            .emit_rerun_if_changed(false)
            .prost_comments(true)
            .prost_names(true)
            .module_tree(false);
        let builder =
            with_options(builder, options, &ours, |builder, name, value, out| of_tonic!(builder, name, value, out));
        if is_file {
            builder.skip_protoc_run().file_descriptor_set_path(&file).compile_protos(nothing, nothing)
        } else {
            builder.compile_fds(set.clone())
        }
    });
    Ok((of_theirs.and_then(|()| read(&theirs)), of_ours.and_then(|()| read(&ours))))
}

fn with_options<B>(
    builder: B,
    options: &Options,
    out: &Path,
    set_option: impl Fn(B, &str, &OptionValue, &Path) -> B,
) -> B {
    options.iter().fold(builder, |builder, (name, value)| set_option(builder, name, value, out))
}
