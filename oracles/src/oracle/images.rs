//! Compares the text forms of images of real schemas with buf's: `protoward build` and `buf build` of the same binary image.
//!
//! Input: folders of a corpus. Output: the number of images with the same JSON, text format and YAML as buf's. Also the number of
//! buf's texts that protoward reads as the same descriptors, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use protoward_schema::descriptor::{Encode, encode};

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::types::around;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, parallel};

#[derive(Args)]
pub struct Options {
    /// Use the folders of this corpus
    #[arg(long, default_value = "google-proto-files")]
    corpus: String,
    /// Use only one in N folders
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: usize,
    #[command(flatten)]
    subject: ProgramArgs,
}

const FORMS: [&str; 3] = ["json", "txtpb", "yaml"];

/// For each format: whether both texts are equal, and whether protoward reads buf's text as the original image. `None` if buf
/// writes nothing.
type Answer = [Option<(bool, bool)>; FORMS.len()];

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = corpus::buf()?;
    let ours = options.subject.program()?;
    let trees = corpus::find(&options.corpus)?.trees()?;
    // One file of each folder. The build includes its neighbors.
    let mut folders: BTreeMap<(usize, &str), &str> = BTreeMap::new();
    for (index, tree) in trees.iter().enumerate() {
        for file in &tree.files {
            folders.entry((index, file.rsplit_once('/').map_or("", |(folder, _)| folder))).or_insert(file);
        }
    }
    let chosen: Vec<(&Tree, &str)> =
        folders.iter().map(|(&(index, _), &file)| (&trees[index], file)).step_by(options.one_in.max(1)).collect();
    let answers = parallel::map(&chosen, |&(tree, file)| ask(tree, file, &buf, &ours));
    let mut written = [(); 3].map(|()| Agreement::default());
    let mut read = Agreement::default();
    let mut left_out = 0;
    for (&(_, file), answer) in chosen.iter().zip(answers) {
        for ((form, answer), written) in FORMS.into_iter().zip(answer?).zip(&mut written) {
            let Some((is_same, is_read)) = answer else {
                left_out += 1;
                continue;
            };
            written.count(file, is_same);
            read.count(file, is_read);
            if !(is_same && is_read) {
                println!("DIFFERS the folder of {file} as {form}: same text {is_same}, read again {is_read}");
            }
        }
    }
    for (form, written) in FORMS.into_iter().zip(&written) {
        println!("{form} of {}, the text of buf: {written}", options.corpus);
    }
    println!("what buf wrote, read again as the same bytes: {read}; without an answer of buf: {left_out}");
    let is_fine = read.is_full() && written.iter().all(Agreement::is_full);
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn ask(tree: &Tree, file: &str, buf: &Path, ours: &Path) -> Result<Answer, Error> {
    let Some((schema, _)) = around(tree, file) else { return Ok([None; FORMS.len()]) };
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let image = encode(&schema, Encode { imports: true, source_info: true });
    let path = folder.path().join("image.binpb");
    std::fs::write(&path, &image).map_err(Error::at(&path))?;
    let build = |program: &Path, from: &str, to: &str, flags: &[&str]| {
        let output = folder.path().join(to);
        Run::new(program)
            .args(["build", from])
            .args(flags)
            .arg("-o")
            .arg(&output)
            .current_dir(folder.path())
            .finish()?;
        Ok::<_, Error>(std::fs::read(&output).ok())
    };
    let mut answer = [None; FORMS.len()];
    for (form, answer) in FORMS.into_iter().zip(&mut answer) {
        let theirs = format!("theirs.{form}");
        let Some(by_buf) = build(buf, "image.binpb", &theirs, &["--as-file-descriptor-set"])? else { continue };
        let by_us = build(ours, "image.binpb", &format!("ours.{form}"), &[])?;
        let again = build(ours, &theirs, "again.binpb", &[])?;
        *answer = Some((by_us.as_ref() == Some(&by_buf), again.as_ref() == Some(&image)));
    }
    Ok(answer)
}
