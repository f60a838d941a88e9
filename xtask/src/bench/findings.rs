//! Many findings, in every form of report and at all sizes of files: what each costs beyond the comparison itself.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::measure::{Contestant, kib, measure, print};
use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace;

/// How many fields are deleted, and from how many files.
const FIELDS: usize = 20_000;
const FILES: [usize; 2] = [1, 1_000];

const FORMATS: [&str; 8] =
    ["text", "human", "json", "sarif", "junit", "github-actions", "gitlab-code-quality", "markdown"];

/// The exit code of a comparison that finds something.
const FINDINGS: i32 = 100;

pub(super) fn run(protoward: &Path, runs: usize) -> Result<(), Trouble> {
    for files in FILES {
        let folder = workspace::scratch(&format!("bench/findings-{files}"))?;
        write(&folder, files).map_err(Trouble::at(&folder))?;
        let breaking =
            |against: &str| Run::new(protoward).args(["breaking", "new", "--against", against]).within(&folder);
        let nothing = Contestant::new("nothing found", breaking("new"));
        let forms = FORMATS
            .map(|format| Contestant::new(format, breaking("old").args(["--error-format", format])).ending(FINDINGS));
        let further = [("--witness", "json"), ("--diff", "text")].map(|(flag, format)| {
            Contestant::new(flag, breaking("old").args([flag, "--error-format", format])).ending(FINDINGS)
        });
        let contestants: Vec<Contestant> = std::iter::once(nothing).chain(forms).chain(further).collect();
        let measured = measure(&contestants, runs)?;
        print(&format!("{FIELDS} fields deleted from {files} file(s)"), &measured);
        let base = measured.first().map_or(0.0, |it| kib(it.memory));
        for it in measured.iter().skip(1) {
            let each = (kib(it.memory) - base) * 1024.0 / kib(FIELDS as u64);
            println!("  {:26} {each:>9.0} bytes of memory for each finding", it.name);
        }
    }
    Ok(())
}

/// Both sides: messages of 20 fields, or one of all of them where there is one file.
fn write(folder: &Path, files: usize) -> std::io::Result<()> {
    let fields = FIELDS / files;
    for file in 0..files {
        let text = |fields: usize| {
            let mut text =
                format!("syntax = \"proto3\";\npackage a.v1;\nmessage M{file} {{\n  string kept = 500000;\n");
            for number in 1..=fields {
                // Numbers from 19000 to 19999 are not for users.
                let number = if number < 19_000 { number } else { number + 1_000 };
                let _ = writeln!(text, "  string field_{number} = {number};");
            }
            text + "}\n"
        };
        for (side, fields) in [("old", fields), ("new", 0)] {
            let side = folder.join(side);
            fs::create_dir_all(&side)?;
            fs::write(side.join(format!("f{file}.proto")), text(fields))?;
        }
    }
    Ok(())
}
