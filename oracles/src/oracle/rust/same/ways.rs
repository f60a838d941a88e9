//! All ways to generate the code of a case, and their agreement.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use prost::Message;
use protoward_rust_crate::Plugin;
use tonic_prost_build::FileDescriptorSet;

use super::case::{Case, WrittenFiles};
use super::{Agreements, Programs, drawing, earlier, ours, program, theirs};
use crate::oracle::codegen::groups::Group;
use crate::oracle::compilers::{self, Compiler};
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

impl<'a> Case<'a> {
    /// Draws the options. Returns `None` for files that protoc rejects and for files with an edition.
    pub(super) fn draw(
        tree: &'a Tree,
        group: &'a Group,
        random: &mut Random,
        programs: &Programs,
    ) -> Result<Option<Case<'a>>, Error> {
        let protoc = Compiler::protoc(programs.protoc.clone());
        let Ok(set) = protoc.set(tree, &group.files, &["--include_imports"])? else { return Ok(None) };
        let Ok(set) = FileDescriptorSet::decode(&set[..]) else { return Ok(None) };
        if set.file.iter().any(|file| file.syntax() == "editions") {
            return Ok(None);
        }
        let roots: Vec<&Path> = compilers::roots(tree).collect();
        let lies = |name: &str| roots.iter().map(|root| root.join(name)).find(|path| path.is_file());
        let needed = set.file.iter().filter_map(|file| Some((file.name().to_owned(), lies(file.name())?))).collect();
        let plugin = if random.chance(2) { Plugin::Prost } else { Plugin::Tonic };
        let options = drawing::options(&set, &group.files, plugin, random);
        Ok(Some(Case { tree, group, plugin, options, turn: random.below(3), needed, roots }))
    }

    /// Compares all three ways to run protoward with the original generators.
    pub(super) fn compare(&self, programs: &Programs) -> Result<Agreements, Error> {
        let temp = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        let theirs = theirs::written(self, &programs.protoc, &folder(temp.path(), "theirs")?);
        let mut ways = Agreements::default();
        match &theirs {
            Ok(files) => ways.files = files.len(),
            Err(_) => ways.refused = 1,
        }
        let ours = ours::written(self, &folder(temp.path(), "ours")?);
        ways.build_script.count(&self.title(&theirs, &ours), agree(&theirs, &ours));
        self.compare_earlier(programs, temp.path(), &mut ways)?;
        let consumer = folder(temp.path(), "consumer")?;
        program::copy(self, &consumer)?;
        let toml = program::by_toml(self, &programs.protoward, &consumer)?;
        ways.toml.count(&self.title(&theirs, &toml), agree(&theirs, &toml));
        let flags = program::by_flags(self, &programs.protoward, &consumer)?;
        ways.flags.count(&self.title(&theirs, &flags), agree(&theirs, &flags));
        Ok(ways)
    }

    /// Compares the code for earlier versions of prost and tonic.
    fn compare_earlier(&self, programs: &Programs, temp: &Path, ways: &mut Agreements) -> Result<(), Error> {
        let options = earlier::options(&self.options);
        let case = Case { options, needed: BTreeMap::new(), roots: self.roots.clone(), ..*self };
        for &(runtime, generate) in earlier::RUNTIMES {
            let theirs = generate(&case, &programs.protoc, &folder(temp, &format!("theirs-{}", runtime.tonic()))?);
            let ours = earlier::ours(&case, runtime, &folder(temp, &format!("ours-{}", runtime.tonic()))?);
            ways.earlier.count(&format!("{runtime}, {}", case.title(&theirs, &ours)), agree(&theirs, &ours));
        }
        Ok(())
    }

    /// Returns the name of the package, the first difference, and the options.
    fn title(&self, theirs: &WrittenFiles, ours: &WrittenFiles) -> String {
        let why = match (theirs, ours) {
            (Ok(theirs), Ok(ours)) => first_difference(theirs, ours),
            (Ok(_), Err(why)) => format!("we refuse: {why}"),
            (Err(why), Ok(_)) => format!("they refuse: {why}"),
            (Err(_), Err(_)) => "both refuse".to_owned(),
        };
        let tree = self.tree.title();
        let group = self.group.title();
        format!("{tree}: {group}, {} {:?}: {why}", self.plugin.name(), self.options)
    }
}

fn agree(theirs: &WrittenFiles, ours: &WrittenFiles) -> bool {
    match (theirs, ours) {
        (Ok(theirs), Ok(ours)) => theirs == ours,
        (Err(_), Err(_)) => true,
        _ => false,
    }
}

/// Returns the first file that differs, and its first line that does.
fn first_difference(theirs: &BTreeMap<String, Vec<u8>>, ours: &BTreeMap<String, Vec<u8>>) -> String {
    let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    let differing = names.into_iter().find(|name| theirs.get(*name) != ours.get(*name));
    let Some(name) = differing else { return "the same".to_owned() };
    match (theirs.get(name), ours.get(name)) {
        (Some(theirs), Some(ours)) => {
            let theirs = String::from_utf8_lossy(theirs);
            let ours = String::from_utf8_lossy(ours);
            let mut lines = theirs.lines().zip(ours.lines()).zip(1..);
            match lines.find(|((theirs, ours), _)| theirs != ours) {
                Some(((theirs, ours), line)) => format!("{name}:{line}\n      theirs: {theirs}\n      ours:   {ours}"),
                None => format!("{name} is {} and {} bytes long", theirs.len(), ours.len()),
            }
        }
        (Some(_), None) => format!("{name} is theirs alone"),
        _ => format!("{name} is ours alone"),
    }
}

fn folder(temp: &Path, name: &str) -> Result<PathBuf, Error> {
    let folder = temp.join(name);
    std::fs::create_dir(&folder).map_err(Error::at(&folder))?;
    Ok(folder)
}
