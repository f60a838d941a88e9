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
        let is_absolute = random.chance(4);
        let mut draw = Draw { random, here, is_absolute, difference: None };
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
    /// `true` for absolute paths, unless drawn otherwise.
    is_absolute: bool,
    difference: Option<&'static str>,
}

/// The documented differences.
const ROOTED: &str = "a path from the root of a drive, or with a prefix";
const DEVICE: &str = "a device";
const BACKSLASH: &str = "a generated name with a backslash in a dependency file";
const DOT: &str = "an output whose name ends with a dot";
const PLUGIN: &str = "a plugin without its extension or its name";

impl Draw<'_> {
    fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        self.random.pick(all).copied().unwrap_or_default()
    }

    /// Spells a path of the working folder.
    fn path(&mut self, path: &str) -> String {
        let spelled = Spelling::draw(&mut self.random).of(path);
        let is_absolute = self.is_absolute != self.random.chance(80);
        if self.random.chance(80) {
            self.difference = Some(ROOTED);
            let (drive, folder) = self.here.split_at(2);
            return match self.random.below(3) {
                0 => format!("{folder}\\{spelled}"),
                1 => format!("{}/{spelled}", folder.replace('\\', "/")),
                _ => format!("\\\\?\\{drive}{folder}\\{}", path.replace('/', "\\")),
            };
        }
        match (is_absolute, self.random.below(120)) {
            (_, 0) => format!("{}{spelled}", &self.here[..2]),
            (false, _) => spelled,
            (true, 1..20) => format!("{}/{spelled}", self.here.replace('\\', "/")),
            (true, _) => format!("{}\\{spelled}", self.here),
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
        match self.random.below(24) {
            0 => vec![format!("-I{proto};{other}")],
            1 => vec![format!("-I{other};{proto}")],
            2 => vec![format!("--proto_path={proto}"), format!("-I{other}")],
            3 => vec![format!("-Ia={}", self.folder("proto/a"))],
            4 => vec![format!("-Iv/b.proto={}", self.path("proto/a/b.proto")), format!("-I{proto}")],
            5 => vec![format!("-Iv\\w={}", self.folder("proto/a")), format!("-I{proto}")],
            6 => vec![format!("-I{}", self.pick(&[".", ".\\", "./"])), format!("-I{proto}")],
            7 => vec![format!("-I{}", self.folder("nope")), format!("-I{proto}")],
            8 => Vec::new(),
            9 => vec!["-I".to_owned(), proto],
            _ => vec![format!("-I{proto}")],
        }
    }

    fn inputs(&mut self) -> Vec<String> {
        let count = if self.random.chance(6) { 2 } else { 1 };
        (0..count).map(|_| self.input()).collect()
    }

    fn input(&mut self) -> String {
        match self.random.below(40) {
            0 => self
                .pick(&["a/b.proto", "a/a.proto", "A/B.proto", "a\\b.proto", "v/b.proto", "NUL", "proto\\nul"])
                .to_owned(),
            1 => {
                let path = self.pick(&[
                    "proto/nope.proto",
                    "proto/a",
                    "proto/a/b.proto.",
                    "proto/a/b.proto ",
                    "other/d.proto",
                ]);
                self.path(path)
            }
            2 => self.path("root.proto"),
            3 => self.path("proto/bad.proto"),
            4..14 => self.wildcards(),
            _ => {
                let path = self.pick(&[
                    "proto/a/a.proto",
                    "proto/a/b.proto",
                    "proto/a/ab.proto",
                    "proto/a/c2.proto",
                    "proto/s.proto",
                ]);
                self.path(path)
            }
        }
    }

    /// Draws wildcards that mean the same to Windows and to Wine, which does not know that `?` may be nothing.
    fn wildcards(&mut self) -> String {
        let patterns =
            ["*.proto", "*.*", "*", "?.proto", "b*", "B*.PROTO", "c?.proto", "*.pro?o", "a*", "x*", "?", "*.proto"];
        let pattern = self.pick(&patterns);
        let folder =
            self.pick(&["proto/a", "proto/a", "proto/a", "proto/a", "proto/a", "proto/a", "other", "prot?", "nope"]);
        let separator = self.pick(&["/", "\\", "\\", "\\\\"]);
        format!("{}{separator}{pattern}", self.path(folder))
    }

    /// Draws the outputs, and the text on standard input.
    fn outputs(&mut self) -> (Vec<String>, Vec<u8>) {
        let mut args = match self.random.below(10) {
            0..4 => self.descriptor_set(),
            4..7 => self.python(),
            7..9 => self.plugin(),
            _ => {
                let encode = self.pick(&["--encode=a.B", "--encode=a.B", "--encode=a.Nope"]).to_owned();
                let stdin = self.pick(&["s: \"x\"\r\n", "s: \"x\" # \x1a\n", "\n\x01y"]);
                return (vec![encode], stdin.as_bytes().to_vec());
            }
        };
        if self.random.chance(5) {
            let path = self.pick(&["d", "d", "out/d", "out/d", "out/d", "nope/d"]);
            args.push(format!("--dependency_out={}", self.path(path)));
            if args.iter().any(|arg| arg.starts_with("--z_out")) {
                self.difference = Some(BACKSLASH);
            }
        }
        if self.random.chance(20) {
            args.push(self.pick(&["--error_format=msvs", "--fatal_warnings", "--disallow_services"]).to_owned());
        }
        (args, Vec::new())
    }

    fn descriptor_set(&mut self) -> Vec<String> {
        let flag = self.pick(&["-o", "-o", "--descriptor_set_out="]);
        let mut args = match self.random.below(20) {
            0 => {
                self.difference = Some(DEVICE);
                vec![format!("{flag}{}", self.pick(&["NUL", "nul", "out\\NUL", "CON"]))]
            }
            1 => {
                self.difference = Some(DOT);
                vec![format!("{flag}o.")]
            }
            2 => vec![format!("{flag}{}\\", self.path("out/o.bin"))],
            _ => {
                let path = self.pick(&[
                    "o.bin",
                    "out/o.bin",
                    "out/o.bin",
                    "out/o.bin",
                    "out/kept.txt",
                    "out/kept.txt",
                    "nope/o.bin",
                    "out",
                ]);
                vec![format!("{flag}{}", self.path(path))]
            }
        };
        for flag in ["--include_imports", "--include_source_info", "--retain_options"] {
            if self.random.chance(2) {
                args.push(flag.to_owned());
            }
        }
        args
    }

    fn python(&mut self) -> Vec<String> {
        let generator = self.pick(&["python", "python", "pyi"]);
        let path = match self.random.below(16) {
            0 => self.pick(&[".", ".\\", "out.", "out ", "NUL", "Z:out", "o:out"]).to_owned(),
            1 => self.folder("nope"),
            2 => self.path("out/o.zip"),
            3 => self.path("o.jar"),
            4 => self.path("out/kept.txt"),
            _ => self.folder("out"),
        };
        let parameter = if generator == "python" && self.random.chance(4) { "pyi_out:" } else { "" };
        vec![format!("--{generator}_out={parameter}{path}")]
    }

    fn plugin(&mut self) -> Vec<String> {
        let out = self.folder("out");
        match self.random.below(14) {
            0 => vec![format!("--fails_out={out}")],
            1 => vec![format!("--absent_out={out}")],
            2..7 => {
                let path = self.pick(&[
                    "bin/protoc-gen-y.cmd",
                    "bin/protoc-gen-y.cmd",
                    "bin/protoc-gen-y.cmd",
                    "bin/with blank.bat",
                    "nope.exe",
                ]);
                vec![format!("--plugin=protoc-gen-z={}", self.path(path)), format!("--z_out={out}")]
            }
            7 => {
                self.difference = Some(PLUGIN);
                let name = self.pick(&["protoc-gen-y=bin\\protoc-gen-y", "bin\\protoc-gen-y.cmd"]);
                vec![format!("--plugin={name}"), format!("--y_out={out}")]
            }
            8 => vec![format!("--x_out=parameter:{out}"), "--x_opt=a=b".to_owned()],
            _ => vec![format!("--x_out={out}")],
        }
    }

    /// Moves the last arguments to an argument file.
    fn argument_file(&mut self, args: &mut Vec<String>) -> Option<(String, String)> {
        if !self.random.chance(3) {
            return None;
        }
        let name = self.pick(&["args", "out/args"]).to_owned();
        let moved = args.split_off(self.random.below(args.len()));
        let line_end = self.pick(&["\n", "\r\n", "\r\n"]);
        let end = self.pick(&[line_end, line_end, line_end, "", "", "\x1a", "\n\n"]);
        args.push(format!("@{}", self.path(&name)));
        Some((name, moved.join(line_end) + end))
    }
}
