//! Usage files of crates, with rustc as the judge.
//!
//! A crate is drawn from the parts in `fixtures/usage`, each of which uses a schema in another way. `protoward usage` reads it. Then
//! everything that no line of the usage file names is removed from the schema, and code is generated from the rest: the crate must
//! still compile. Single lines are left out too. How many of them the crate needs is the precision of the file.

mod kept;

use std::path::{Path, PathBuf};

use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::repository::Program;
use super::trials::{self, Setting};
use crate::oracle::tally::Tally;
use kept::Kept;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::workspace::write_changed;
use protoward_kit::{Outcome, workspace};

const DEPENDENCIES: &str = "prost = \"0.14\"\nprost-types = \"0.14\"\ntonic = \"0.14\"\ntonic-prost = \"0.14\"";

/// The number of single lines that are left out in each trial.
const SINGLE: usize = 2;

/// The ways to include generated code in a crate.
const INCLUDES: &[&str] = &[
    "#[path = \"gen/mod.rs\"]\npub mod pb;\n",
    "pub mod pb {\n    include!(\"gen/mod.rs\");\n}\n",
    "pub mod generated {\n    include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/gen/mod.rs\"));\n}\npub use generated as pb;\n",
];

pub(super) fn run(setting: &Setting<'_>) -> Result<Outcome, Error> {
    let program = Program::new(setting.program);
    let oracle = Oracle::new(&program, setting.folder)?;
    // One after the other: Cargo locks the folder with the compiled dependencies.
    let trials = setting.numbers.iter().map(|&number| oracle.trial(setting.seed, number).map(Some));
    trials::report(setting, "crate", trials)
}

/// The folder of the oracle, and the complete schema.
struct Oracle<'a> {
    program: &'a Program,
    folder: PathBuf,
    /// The crate that uses the schema.
    user: CargoCrate,
    parts: Vec<(String, String)>,
    schema: FileDescriptorSet,
}

impl<'a> Oracle<'a> {
    fn new(program: &'a Program, folder: &Path) -> Result<Self, Error> {
        let fixture = workspace::root().join("fixtures/usage");
        let folder = folder.join("usage");
        let user = CargoCrate::new(folder.join("crate"));
        user.write_manifest(&Manifest::new("usage").dependencies(DEPENDENCIES))?;
        user.lock()?;
        program.run(&fixture, &["build", "proto", "-o"]).arg(folder.join("complete.binpb")).finish()?;
        let schema = read_set(&folder.join("complete.binpb"))?;
        let parts = fixture.join("parts");
        let mut read = Vec::new();
        for entry in std::fs::read_dir(&parts).map_err(Error::at(&parts))? {
            let path = entry.map_err(Error::at(&parts))?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            read.push((name, std::fs::read_to_string(&path).map_err(Error::at(&path))?));
        }
        read.sort();
        Ok(Self { program, folder, user, parts: read, schema })
    }

    /// Draws a crate. The first trials have one part each.
    fn trial(&self, seed: u64, number: u64) -> Result<Tally, Error> {
        let mut random = Random::keyed(seed, &[number, 67]);
        let mut parts = vec![usize::try_from(number - 1).unwrap_or_default() % self.parts.len()];
        if usize::try_from(number).is_ok_and(|number| number > self.parts.len()) {
            parts.extend((0..random.below(4)).map(|_| random.below(self.parts.len())));
        }
        parts.sort_unstable();
        parts.dedup();
        self.write_crate(&parts, &mut random)?;
        let complete = self.compiles(&self.schema)?;
        let names: Vec<&str> = parts.iter().map(|&part| &*self.parts[part].0).collect();
        if let Err(why) = complete {
            return Err(Error::Usage(format!("the crate of {} does not compile\n{why}", names.join(", "))));
        }
        let lines = self.usage()?;
        let mut tally = Tally::default().with("uses", lines.len());
        let mut stripped = self.schema.clone();
        tally.add("elements removed", Kept::of(&lines).strip(&mut stripped));
        if let Err(why) = self.compiles(&stripped)? {
            let failure = format!("{} needs more than\n    {}\n{why}", names.join(", "), lines.join("\n    "));
            tally.findings.push(failure);
        }
        for _ in 0..SINGLE {
            let mut fewer = lines.clone();
            fewer.remove(random.below(fewer.len()));
            if fewer.is_empty() {
                continue;
            }
            let mut stripped = self.schema.clone();
            Kept::of(&fewer).strip(&mut stripped);
            tally.add("crates without a single use", 1);
            tally.add("of them that do not compile", usize::from(self.compiles(&stripped)?.is_err()));
        }
        Ok(tally)
    }

    fn write_crate(&self, parts: &[usize], random: &mut Random) -> Result<(), Error> {
        let source = self.user.folder().join("src");
        // Files of other trials are not modules of this crate.
        let mut library = "#![allow(dead_code, unused_imports)]\n\n".to_owned();
        library.push_str(random.pick(INCLUDES).expect("there are some"));
        for &part in parts {
            let (name, text) = &self.parts[part];
            library.push_str(&format!("mod {name};\n"));
            write_changed(&source.join(format!("{name}.rs")), text)?;
        }
        write_changed(&source.join("lib.rs"), &library)
    }

    /// Generates the code for a schema, and checks the crate with it.
    fn compiles(&self, set: &FileDescriptorSet) -> Result<Result<(), String>, Error> {
        let image = self.folder.join("image.binpb");
        std::fs::write(&image, set.encode_to_vec()).map_err(Error::at(&image))?;
        let generate = ["generate", "../image.binpb", "--plugin", "tonic", "-o", "src/gen"];
        self.program.run(self.user.folder(), &generate).finish()?;
        let done = self.user.cargo(&["check", "--message-format=short", "--offline"]).output()?;
        Ok(if done.code == Some(0) { Ok(()) } else { Err(done.stderr) })
    }

    /// Returns the lines of the usage file.
    fn usage(&self) -> Result<Vec<String>, Error> {
        let run = self.program.run(&self.folder, &["usage", "crate", "complete.binpb"]);
        let done = run.output()?;
        if done.code != Some(0) {
            return Err(run.failed(&done));
        }
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        Ok(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect())
    }
}

fn read_set(path: &Path) -> Result<FileDescriptorSet, Error> {
    let bytes = std::fs::read(path).map_err(Error::at(path))?;
    FileDescriptorSet::decode(&*bytes).map_err(|error| Error::Usage(format!("{}: {error}", path.display())))
}
