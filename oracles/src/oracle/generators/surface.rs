//! The public declarations of generated code, as the lines that have them.
//!
//! Bodies, comments and private parts are left out. In Java a line is that of its file, whose path is the name of the class; in the
//! other languages files do not count, since rules of FILE report them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::json;

use super::Programs;
use super::drawn::Texts;
use protoward_kit::corpus::{self, files_below};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

const SCRIPT: &str = include_str!("../truth/source/typescript.mjs");

/// A language whose code is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Java,
    Cpp,
    CSharp,
    Go,
    TypeScript,
}

impl Language {
    pub(super) const ALL: [Self; 5] = [Self::Java, Self::Cpp, Self::CSharp, Self::Go, Self::TypeScript];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Java => "Java",
            Self::Cpp => "C++",
            Self::CSharp => "C#",
            Self::Go => "Go",
            Self::TypeScript => "TypeScript",
        }
    }

    /// Returns `true` if a message says that code in the language breaks, by its name or by an option for it.
    pub(super) fn is_claimed_in(self, message: &str) -> bool {
        let option = match self {
            Self::Java => "`java_",
            Self::Cpp => "`cc_",
            Self::CSharp => "`csharp_",
            Self::Go => "`go_",
            Self::TypeScript => "`typescript_",
        };
        let mut words = message.split(|letter: char| !letter.is_alphanumeric() && !"+#".contains(letter));
        words.any(|word| word == self.name())
            || message.contains("code in these languages that uses it stops") && message.contains(option)
    }

    /// Returns the lost declarations that need a finding. These need none: methods that classes inherit if they are optimized for size,
    /// and outer Java classes that have only the descriptor, or that are of a file without options for Java.
    pub(super) fn unexpected(self, before: &Surface, after: &Surface, old: &Texts) -> BTreeSet<String> {
        let inherited: &[&str] = match self {
            Self::Java => &[
                "isInitialized()",
                "writeTo(",
                "getSerializedSize()",
                "equals(",
                "hashCode()",
                "mergeFrom(",
                "clear()",
            ],
            Self::Cpp => &[
                "InternalSerialize",
                "EpsCopyOutputStream",
                "ByteSizeLong",
                "CopyFrom",
                "MergeFrom",
                "Clear()",
                "IsInitialized",
                "NONNULL target",
            ],
            Self::CSharp | Self::Go | Self::TypeScript => &[],
        };
        let is_optimized = old.values().any(|text| text.contains("optimize_for"));
        let lost = || before.declarations.difference(&after.declarations);
        let is_inherited = |line: &String| is_optimized && inherited.iter().any(|name| line.contains(name));
        let of_file = |line: &String, file: &String| line.strip_prefix(file).is_some_and(|rest| rest.starts_with(' '));
        let is_outer_class = |file: &String| {
            lost().any(|line| of_file(line, file) && line.contains("extends com.google.protobuf.GeneratedFile"))
        };
        let is_empty = |file: &String| !lost().any(|line| of_file(line, file) && line.contains(" static final class "));
        let is_for_java = |proto: &String| {
            let options = ["java_package", "java_outer_classname", "java_multiple_files"];
            old.get(proto).is_some_and(|text| options.iter().any(|option| text.contains(option)))
        };
        let is_free =
            |(file, proto): &(&String, &String)| is_outer_class(file) && (is_empty(file) || !is_for_java(proto));
        let free: Vec<_> = before.sources.iter().filter(is_free).collect();
        let is_expected = |line: &String| is_inherited(line) || free.iter().any(|(file, _)| of_file(line, file));
        lost().filter(|line| !is_expected(line)).cloned().collect()
    }

    /// Returns the flag of protoc with the folder for the code of services, and the plugin for them.
    const fn services(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Java => Some(("grpc-java", "grpc_java_plugin")),
            Self::Cpp => Some(("grpc-cpp", "grpc_cpp_plugin")),
            Self::Go => Some(("go-grpc", "protoc-gen-go-grpc")),
            Self::CSharp | Self::TypeScript => None,
        }
    }

    /// Returns the flag of protoc with the folder for the code; `None` for a plugin that runs elsewhere.
    const fn flag(self) -> Option<&'static str> {
        match self {
            Self::Java => Some("--java_out"),
            Self::Cpp => Some("--cpp_out"),
            Self::CSharp => Some("--csharp_out"),
            Self::Go => Some("--go_out"),
            Self::TypeScript => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Java => "java",
            Self::Cpp => "h",
            Self::CSharp => "cs",
            Self::Go => "go",
            Self::TypeScript => "ts",
        }
    }

    /// Returns `true` for the first line of a type, to which the following lines belong.
    fn is_scope(self, line: &str) -> bool {
        match self {
            Self::Java | Self::CSharp => {
                line.starts_with("namespace ")
                    || [" class ", " interface ", " enum "].iter().any(|word| line.contains(word))
            }
            Self::Cpp => line.starts_with("class ") && !line.ends_with(';'),
            Self::Go => false,
            Self::TypeScript => line.starts_with("export "),
        }
    }

    fn is_public(self, line: &str) -> bool {
        match self {
            Self::Java | Self::CSharp => line.starts_with("public ") || line.starts_with("namespace "),
            Self::Cpp => {
                let statements = ["return ", "static_cast", "if ", "for ", "::std::string* _s", "_"];
                let others = [
                    "_impl_",
                    "Impl_",
                    "internal",
                    "TcParse",
                    "descriptor_table",
                    "_class_data_",
                    "_ARRAYSIZE",
                    "_MAX",
                    "_MIN",
                ];
                line.contains(|letter: char| letter.is_ascii_alphabetic())
                    && !line.starts_with(['#', '/', '*', '}', '{'])
                    && !statements.iter().any(|word| line.starts_with(word))
                    && !others.iter().any(|word| line.contains(word))
            }
            Self::Go => {
                let is_declaration = ["package ", "func ", "type "].iter().any(|word| line.starts_with(word));
                (is_declaration || line.contains(" = ")) && !line.contains("file_")
            }
            Self::TypeScript => !line.starts_with(['/', '*', '}', '{']) && !line.starts_with("import "),
        }
    }
}

/// The public declarations of one side.
pub(super) struct Surface {
    pub(super) declarations: BTreeSet<String>,
    /// `true` if the code of services is among them.
    pub(super) has_services: bool,
    /// The `.proto` files of generated files, as far as these name them.
    sources: BTreeMap<String, String>,
}

/// Returns the public declarations of one side; `None` if the generator refuses it or is missing.
pub(super) fn of(language: Language, programs: &Programs, folder: &Path, side: &str) -> Result<Option<Surface>, Error> {
    let protos = folder.join(side);
    let out = folder.join(format!("{side}-{}", language.ending()));
    files::empty(&out)?;
    let names = files_below(&protos, "proto")?;
    let protoc = |flag: &str, plugin: Option<String>| {
        let run = Run::new(&programs.protoc).current_dir(&protos).arg("-I.").args(plugin);
        Ok::<_, Error>(run.arg(format!("{flag}={}", out.display())).args(&names).output()?.code == Some(0))
    };
    let plugin = |name: &str, file: &str| {
        let path = programs.plugins.as_ref()?.join(file);
        path.is_file().then(|| format!("--plugin=protoc-gen-{name}={}", path.display()))
    };
    let is_generated = match (language, language.flag()) {
        (_, None) => programs.typescript.generate(programs, &protos, &names, &out)?,
        (Language::Go, Some(flag)) => match plugin("go", "protoc-gen-go") {
            Some(plugin) => protoc(flag, Some(plugin))?,
            None => false,
        },
        (_, Some(flag)) => protoc(flag, None)?,
    };
    if !is_generated {
        return Ok(None);
    }
    // Older plugins refuse editions.
    let has_services = match language.services() {
        None => language == Language::TypeScript,
        Some((name, file)) => match plugin(name, file) {
            Some(plugin) => protoc(&format!("--{name}_out"), Some(plugin))?,
            None => false,
        },
    };
    let mut surface = Surface { declarations: BTreeSet::new(), has_services, sources: BTreeMap::new() };
    for path in files_below(&out, language.ending())? {
        let file = out.join(&path);
        let text = std::fs::read_to_string(&file).map_err(Error::at(&file))?;
        let prefix = if matches!(language, Language::Java | Language::Go) {
            parent_or_class(language, &path)
        } else {
            String::new()
        };
        surface.declarations.extend(declarations(language, &text).map(|line| format!("{prefix}{line}")));
        let source = text.lines().find_map(|line| line.strip_prefix("// source: "));
        surface.sources.extend(source.map(|source| (path, source.to_owned())));
    }
    Ok(Some(surface))
}

/// Returns the public lines of a file, each with the lines of the types around it, which are indented less.
fn declarations(language: Language, text: &str) -> impl Iterator<Item = String> {
    let mut around: Vec<(usize, &str)> = Vec::new();
    let mut lines = Vec::new();
    let mut is_private = false;
    // The definitions of inline functions follow, whose declarations are in classes.
    let is_definition = |line: &&str| language == Language::Cpp && *line == "#ifdef __GNUC__";
    for line in text.lines().take_while(|line| !is_definition(line)) {
        let trimmed = line.trim();
        if language == Language::Cpp {
            is_private = trimmed.starts_with("private:")
                || is_private && !trimmed.starts_with("public:") && !trimmed.starts_with("class ") && line != "};";
        }
        if is_private || trimmed.is_empty() || !language.is_public(trimmed) {
            continue;
        }
        let indentation = line.len() - line.trim_start().len();
        around.retain(|&(other, _)| other < indentation);
        let path: Vec<&str> = around.iter().map(|&(_, scope)| scope).collect();
        lines.push(format!("{}: {trimmed}", path.join(" / ")));
        if language.is_scope(trimmed) {
            around.push((indentation, trimmed));
        }
    }
    lines.into_iter()
}

/// Returns the class of a Java file, or the import path of a Go file.
fn parent_or_class(language: Language, path: &str) -> String {
    match language {
        Language::Go => format!("{} ", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
        _ => format!("{path} "),
    }
}

/// protoc-gen-es, run by a script for one side at a time.
pub(super) struct TypeScript {
    script: PathBuf,
    plugin: PathBuf,
    /// One process at a time is enough for two cores.
    running: Mutex<()>,
}

impl TypeScript {
    pub(super) fn new(folder: &Path) -> Result<Self, Error> {
        let script = folder.join("generate.mjs");
        files::write(&script, SCRIPT)?;
        let packages = corpus::find("protoc-gen-es")?.fetch()?.join("node_modules");
        Ok(Self { script, plugin: packages.join("@bufbuild/protoc-gen-es"), running: Mutex::new(()) })
    }

    fn generate(&self, programs: &Programs, protos: &Path, names: &[String], out: &Path) -> Result<bool, Error> {
        let set = out.join("set.binpb");
        let protoc = Run::new(&programs.protoc).current_dir(protos).args(["-I.", "--include_imports"]);
        protoc.arg(format!("-o{}", set.display())).args(names).finish()?;
        let input = out.join("requests.jsonl");
        files::write(&input, format!("{}\n", json!({ "set": set, "files": names, "out": out })))?;
        let _one = self.running.lock().expect("no process panics");
        let done = Run::new("node").install_hint("Node.js").arg(&self.script).arg(&self.plugin).arg(&input).finish()?;
        Ok(done.stdout == b"ok\n")
    }
}
