//! Files that nobody wrote, with names that are likely to clash in Rust.
//!
//! In: a seed. Out: files in a folder, which import each other. Nearly all of them compile together; the others are left out.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use self::words::{is_reserved, word};
use crate::random::Random;
use crate::trouble::Trouble;
use crate::workspace;

/// Draws so many files into a folder, and gives their names.
pub(super) fn files(seed: u64, count: u64) -> Result<(PathBuf, Vec<String>), Trouble> {
    let folder = workspace::scratch("oracle/rust-drawn")?.join(seed.to_string());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(Trouble::at(&folder))?;
    }
    std::fs::create_dir_all(&folder).map_err(Trouble::at(&folder))?;
    let mut draw = Draw { random: Random::keyed(seed, &[0x6e61_6d65]), packages: BTreeMap::new(), files: Vec::new() };
    let mut names = Vec::new();
    for number in 0..count {
        let name = format!("f{number}.proto");
        let text = draw.file(&name);
        let path = folder.join(&name);
        std::fs::write(&path, text).map_err(Trouble::at(&path))?;
        names.push(name);
    }
    Ok((folder, names))
}

/// What a file has declared, by full names.
#[derive(Clone, Default)]
struct Declared {
    name: String,
    messages: Vec<String>,
    enums: Vec<String>,
}

/// Names of one scope.
type Taken = BTreeSet<String>;

struct Draw {
    random: Random,
    /// What is taken at the top of each package.
    packages: BTreeMap<String, Taken>,
    files: Vec<Declared>,
}

/// What the file that is drawn can name.
struct Here {
    seen: Vec<Declared>,
    own: Declared,
    is_edition: bool,
}

impl Here {
    fn all(&self, of: fn(&Declared) -> &Vec<String>) -> Vec<String> {
        self.seen.iter().chain([&self.own]).flat_map(|file| of(file).iter().cloned()).collect()
    }
}

const SCALARS: &[&str] = &[
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
    "sfixed64", "bool", "string", "bytes",
];

impl Draw {
    fn file(&mut self, name: &str) -> String {
        let parts = 1 + self.random.below(3);
        let package = (0..parts).map(|_| self.free(&mut Taken::new())).collect::<Vec<_>>().join(".");
        let wanted = self.random.below(4);
        let seen = self.random.sample(self.files.clone(), wanted);
        let is_edition = self.random.chance(4);
        let syntax = if is_edition { "edition = \"2023\";\n" } else { "syntax = \"proto3\";\n" };
        let mut text = format!("{syntax}package {package};\n");
        seen.iter().for_each(|file| text.push_str(&format!("import \"{}\";\n", file.name)));
        let own = Declared { name: name.to_owned(), ..Declared::default() };
        let mut here = Here { seen, own, is_edition };
        let mut taken = self.packages.remove(&package).unwrap_or_default();
        for _ in 0..1 + self.random.below(5) {
            text.push_str(&self.declared(&mut here, &mut taken, &package, 0));
        }
        for _ in 0..self.random.below(3) {
            text.push_str(&self.service(&here, &mut taken));
        }
        self.packages.insert(package, taken);
        self.files.push(here.own);
        text
    }

    /// A name that is not taken, taken.
    fn free(&mut self, taken: &mut Taken) -> String {
        loop {
            let word = word(&mut self.random);
            if !is_reserved(&word) && taken.insert(word.clone()) {
                return word;
            }
        }
    }

    fn declared(&mut self, here: &mut Here, taken: &mut Taken, scope: &str, depth: usize) -> String {
        if self.random.chance(3) {
            self.enumeration(here, taken, scope)
        } else {
            self.message(here, taken, scope, depth)
        }
    }

    /// Its values are names of the scope that it lies in.
    fn enumeration(&mut self, here: &mut Here, taken: &mut Taken, scope: &str) -> String {
        let name = self.free(taken);
        let mut text = format!("enum {name} {{\n");
        let mut folded = Taken::new();
        let mut number = 0;
        for _ in 0..1 + self.random.below(5) {
            let value = self.free(taken);
            // protoc compares values without the name of the enum in front.
            let plain = value.to_lowercase().replace('_', "");
            let prefix = name.to_lowercase().replace('_', "");
            let rest = plain.strip_prefix(&prefix).filter(|rest| !rest.is_empty()).unwrap_or(&plain);
            if folded.insert(rest.to_owned()) {
                let _ = writeln!(text, "{value} = {number};");
                number += 1;
            }
        }
        here.own.enums.push(format!(".{scope}.{name}"));
        text + "}\n"
    }

    fn message(&mut self, here: &mut Here, taken: &mut Taken, scope: &str, depth: usize) -> String {
        const DEEPEST: usize = 3;
        let name = self.free(taken);
        let full = format!("{scope}.{name}");
        let mut text = format!("message {name} {{\n");
        let mut inner = Taken::new();
        if depth < DEEPEST {
            for _ in 0..self.random.below(4) / 2 {
                text.push_str(&self.declared(here, &mut inner, &full, depth + 1));
            }
        }
        here.own.messages.push(format!(".{full}"));
        let (mut json, mut number) = (Taken::new(), 0);
        for _ in 0..self.random.below(7) {
            text.push_str(&self.field(here, (&mut inner, &mut json), &mut number, false));
        }
        if self.random.chance(3) {
            let oneof = self.free(&mut inner);
            let members = 1 + self.random.below(4);
            let members: String =
                (0..members).map(|_| self.field(here, (&mut inner, &mut json), &mut number, true)).collect();
            let _ = writeln!(text, "oneof {oneof} {{\n{members}}}");
        }
        text + "}\n"
    }

    fn field(
        &mut self,
        here: &Here,
        (taken, json): (&mut Taken, &mut Taken),
        number: &mut u32,
        in_oneof: bool,
    ) -> String {
        let name = loop {
            let name = self.free(taken);
            // The name in JSON has neither underscores nor, to protoc, capitals; a map has a message of that name.
            if json.insert(name.replace('_', "").to_lowercase()) && taken.insert(format!("{}Entry", camel(&name))) {
                break name;
            }
        };
        *number += 1;
        let (messages, enums) = (here.all(|it| &it.messages), here.all(|it| &it.enums));
        let ty = match self.random.below(3) {
            0 => self.random.pick(&messages).cloned(),
            1 => self.random.pick(&enums).cloned(),
            _ => None,
        };
        let ty = ty.unwrap_or_else(|| SCALARS[self.random.below(SCALARS.len())].to_owned());
        match (in_oneof, self.random.below(8)) {
            (true, _) | (false, 0..=2) => format!("{ty} {name} = {number};\n"),
            (false, 3) => format!("map<int32, {ty}> {name} = {number};\n"),
            (false, 4 | 5) if !here.is_edition => format!("optional {ty} {name} = {number};\n"),
            (false, _) => format!("repeated {ty} {name} = {number};\n"),
        }
    }

    fn service(&mut self, here: &Here, taken: &mut Taken) -> String {
        let messages = here.all(|it| &it.messages);
        if messages.is_empty() {
            return String::new();
        }
        let mut text = format!("service {} {{\n", self.free(taken));
        let mut methods = Taken::new();
        for _ in 0..self.random.below(5) {
            let method = self.free(&mut methods);
            let mut side = || {
                let stream = if self.random.chance(3) { "stream " } else { "" };
                format!("{stream}{}", messages[self.random.below(messages.len())])
            };
            let (request, response) = (side(), side());
            let _ = writeln!(text, "rpc {method}({request}) returns ({response});");
        }
        text + "}\n"
    }
}

/// A name as protoc has it in front of `Entry`.
fn camel(name: &str) -> String {
    let capital =
        |part: &str| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>();
    name.split('_').map(capital).collect()
}
