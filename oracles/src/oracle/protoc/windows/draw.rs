//! Command lines, drawn from search paths, inputs, outputs, plugins and argument files.

use std::fmt;
use std::path::Path;

use super::spelling::Spelling;
use crate::disk;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// A command line with its argument file.
pub(super) struct CommandLine {
    pub(super) args: Vec<String>,
    argument_file: Option<(String, String)>,
    pub(super) stdin: Vec<u8>,
    /// The row of the documented differences from protoc.exe that the line has.
    pub(super) difference: Option<&'static str>,
}

impl CommandLine {
    /// Draws a command line for the working folder `here`.
    pub(super) fn draw(seed: u64, number: u64, here: &str) -> Self {
        let mut random = Random::keyed(seed, &[number, 2]);
        let is_usual = !random.chance(3);
        let is_absolute = random.chance(4);
        let mut draw = Draw { random, here, is_usual, is_absolute, difference: None };
        let mut args = draw.roots();
        let (outputs, stdin) = draw.outputs();
        let inputs = draw.inputs();
        args.splice(..0, if draw.random.chance(4) { inputs.clone() } else { Vec::new() });
        args.extend(outputs);
        if args.iter().all(|arg| !inputs.contains(arg)) {
            args.extend(inputs);
        }
        let argument_file = draw.argument_file(&mut args);
        Self { args, argument_file, stdin, difference: draw.difference }
    }

    /// Writes the argument file.
    pub(super) fn write_files(&self, folder: &Path) -> Result<(), Error> {
        disk::write_all(folder, self.argument_file.iter().map(|(name, text)| (name, text)))
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.args.join(" "))?;
        if let Some((_, text)) = &self.argument_file {
            write!(f, " (with {text:?})")?;
        }
        self.difference.map_or(Ok(()), |difference| write!(f, " ({difference})"))
    }
}

struct Draw<'a> {
    random: Random,
    here: &'a str,
    /// `true` for a line without what is rare, so that most lines succeed.
    is_usual: bool,
    /// `true` for absolute paths, unless drawn otherwise.
    is_absolute: bool,
    difference: Option<&'static str>,
}

/// The documented differences.
const ROOTED: &str = "a path from the root of a drive, or with a prefix";
const DEVICE: &str = "a device";
const BACKSLASH: &str = "a backslash in a dependency file";
const DOT: &str = "an output whose name ends with a dot";
const PLUGIN: &str = "a plugin without its extension or its name";

impl Draw<'_> {
    /// Draws a number: of a usual line below the first bound, of others below the second. The first is 0 where usual lines never come.
    fn below(&mut self, usual: usize, all: usize) -> usize {
        self.random.below(if self.is_usual { usual } else { all })
    }

    /// Draws a text: of a usual line one of the first.
    fn pick<'t>(&mut self, usual: usize, all: &[&'t str]) -> &'t str {
        all[self.below(usual, all.len())]
    }

    fn rarely(&mut self, one_in: usize) -> bool {
        !self.is_usual && self.random.chance(one_in)
    }

    /// Spells a path of the working folder.
    fn path(&mut self, path: &str) -> String {
        let spelled = Spelling::draw(&mut self.random, self.is_usual).of(path);
        let is_absolute = self.is_absolute != self.rarely(20);
        if self.rarely(25) {
            self.difference = Some(ROOTED);
            let (drive, folder) = self.here.split_at(2);
            return match self.random.below(3) {
                0 => format!("{folder}\\{spelled}"),
                1 => format!("{}/{spelled}", folder.replace('\\', "/")),
                _ => format!("\\\\?\\{drive}{folder}\\{}", path.replace('/', "\\")),
            };
        }
        if self.rarely(25) {
            return format!("{}{spelled}", &self.here[..2]);
        }
        match (is_absolute, self.random.chance(4)) {
            (false, _) => spelled,
            (true, true) => format!("{}/{spelled}", self.here.replace('\\', "/")),
            (true, false) => format!("{}\\{spelled}", self.here),
        }
    }

    /// Spells the path of a folder, which may have a separator or a dot at its end.
    fn folder(&mut self, path: &str) -> String {
        let folder = self.path(path);
        match self.random.below(8) {
            0 => format!("{folder}\\"),
            1 => format!("{folder}/"),
            2 => Spelling::DotAtEnd.of(&folder),
            _ => folder,
        }
    }

    fn roots(&mut self) -> Vec<String> {
        let proto = self.folder("proto");
        let other = self.folder("other");
        match self.below(9, 13) {
            0..3 => vec![format!("-I{proto}")],
            3 => vec!["-I".to_owned(), proto],
            4 => vec![format!("-I{proto};{other}")],
            5 => vec![format!("--proto_path={proto}"), format!("-I{other}")],
            6 => vec![format!("-Iv/c.proto={}", self.path("proto/a/c1.proto")), format!("-I{proto}")],
            7 => vec![format!("-I{}", self.folder("nope")), format!("-I{proto}")],
            8 => vec![format!("-Ia={}", self.folder("proto/a")), format!("-I{proto}")],
            9 => vec![format!("-I{other};{proto}")],
            10 => vec![format!("-Iv\\w={}", self.folder("proto/a")), format!("-I{proto}")],
            11 => vec![format!("-I{}", self.pick(0, &[".", ".\\", "./"])), format!("-I{proto}")],
            _ => Vec::new(),
        }
    }

    fn inputs(&mut self) -> Vec<String> {
        let count = if self.random.chance(6) { 2 } else { 1 };
        (0..count).map(|_| self.input()).collect()
    }

    fn input(&mut self) -> String {
        let good = ["proto/a/a.proto", "proto/a/b.proto", "proto/a/ab.proto", "proto/a/c2.proto", "proto/s.proto"];
        let bad = [
            "proto/bad.proto",
            "proto/bad.proto",
            "proto/nope.proto",
            "proto/a",
            "proto/a/b.proto.",
            "proto/a/b.proto ",
            "other/d.proto",
            "root.proto",
        ];
        let names = ["a/b.proto", "a/a.proto", "A/B.proto", "a\\b.proto", "v/c.proto", "NUL", "proto\\nul"];
        match self.below(9, 12) {
            0..6 => {
                let path = self.pick(good.len(), &good);
                self.path(path)
            }
            6..9 => self.wildcards(),
            9 => self.pick(0, &names).to_owned(),
            _ => {
                let path = self.pick(0, &bad);
                self.path(path)
            }
        }
    }

    /// Draws wildcards that mean the same to Windows and to Wine, which does not know that `?` may be nothing.
    fn wildcards(&mut self) -> String {
        let patterns = ["*.proto", "*.*", "*", "?.proto", "b*", "B*.PROTO", "c?.proto", "*.pro?o", "a*", "x*", "?"];
        let pattern = self.pick(9, &patterns);
        let folder = self.pick(1, &["proto/a", "proto/a", "other", "prot?", "nope"]);
        let separator = self.pick(4, &["/", "\\", "\\", "\\\\"]);
        format!("{}{separator}{pattern}", self.path(folder))
    }

    /// Draws the outputs, and the text on standard input.
    fn outputs(&mut self) -> (Vec<String>, Vec<u8>) {
        let mut args = match self.random.below(10) {
            0..4 => self.descriptor_set(),
            4..7 => self.python(),
            7..9 => self.plugin(),
            _ => {
                let encode = self.pick(1, &["--encode=a.B", "--encode=a.Nope"]).to_owned();
                let stdin = self.pick(1, &["s: \"x\"\r\n", "s: \"x\" # \x1a\n", "\n\x01y"]);
                return (vec![encode], stdin.as_bytes().to_vec());
            }
        };
        if self.random.chance(6) {
            let path = self.pick(2, &["d", "out/d", "nope/d"]);
            args.push(format!("--dependency_out={}", self.path(path)));
            if args.iter().any(|arg| arg.starts_with("--z_out") || arg.ends_with("o.bin\\")) {
                self.difference = Some(BACKSLASH);
            }
        }
        if self.rarely(8) {
            args.push(self.pick(0, &["--error_format=msvs", "--fatal_warnings", "--disallow_services"]).to_owned());
        }
        (args, Vec::new())
    }

    fn descriptor_set(&mut self) -> Vec<String> {
        let flag = self.pick(2, &["-o", "--descriptor_set_out="]);
        let path = self.pick(3, &["o.bin", "out/o.bin", "out/kept.txt", "nope/o.bin", "out"]);
        let path = match self.below(8, 12) {
            8 => {
                self.difference = Some(DEVICE);
                self.pick(0, &["NUL", "nul", "out\\NUL", "CON"]).to_owned()
            }
            9 => {
                self.difference = Some(DOT);
                "o.".to_owned()
            }
            10 => format!("{}\\", self.path("out/o.bin")),
            _ => self.path(path),
        };
        let mut args = vec![format!("{flag}{path}")];
        for flag in ["--include_imports", "--include_source_info", "--retain_options"] {
            if self.random.chance(2) {
                args.push(flag.to_owned());
            }
        }
        args
    }

    fn python(&mut self) -> Vec<String> {
        let generator = self.pick(2, &["python", "pyi"]);
        let path = match self.below(8, 12) {
            0..5 => self.folder("out"),
            5 => self.pick(2, &[".", ".\\"]).to_owned(),
            6 => self.path("out/o.zip"),
            7 => self.path("o.jar"),
            8 => self.path("out/kept.txt"),
            9 => self.folder("nope"),
            _ => self.pick(0, &["out.", "out ", "NUL", "Z:out", "o:out"]).to_owned(),
        };
        let parameter = if generator == "python" && self.random.chance(4) { "pyi_out:" } else { "" };
        vec![format!("--{generator}_out={parameter}{path}")]
    }

    fn plugin(&mut self) -> Vec<String> {
        let out = self.folder("out");
        match self.below(8, 12) {
            0..3 => vec![format!("--x_out={out}")],
            3 => vec![format!("--x_out=parameter:{out}"), "--x_opt=a=b".to_owned()],
            4..9 => {
                let path = self.pick(2, &["bin/protoc-gen-y.cmd", "bin/with blank.bat", "nope.exe"]);
                vec![format!("--plugin=protoc-gen-z={}", self.path(path)), format!("--z_out={out}")]
            }
            9 => vec![format!("--fails_out={out}")],
            10 => vec![format!("--absent_out={out}")],
            _ => {
                self.difference = Some(PLUGIN);
                let name = self.pick(0, &["protoc-gen-y=bin\\protoc-gen-y", "bin\\protoc-gen-y.cmd"]);
                vec![format!("--plugin={name}"), format!("--y_out={out}")]
            }
        }
    }

    /// Moves the last arguments to an argument file.
    fn argument_file(&mut self, args: &mut Vec<String>) -> Option<(String, String)> {
        if !self.random.chance(3) {
            return None;
        }
        let name = self.pick(2, &["args", "out/args"]).to_owned();
        let moved = args.split_off(self.random.below(args.len()));
        let line_end = self.pick(2, &["\n", "\r\n"]);
        let end = self.pick(3, &[line_end, "", "\x1a", "\n\n"]);
        args.push(format!("@{}", self.path(&name)));
        Some((name, moved.join(line_end) + end))
    }
}
