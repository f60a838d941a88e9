//! Compares custom options as constants with prost-reflect's reading of the descriptors.
//!
//! Input: files of google-proto-files. Output: the number of constants that equal the descriptors, every other constant, and
//! whether there is a constant for each option.

use std::fmt::Write as _;
use std::path::Path;

use prost_reflect::prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, ExtensionDescriptor, Kind, MessageDescriptor, ServiceDescriptor,
    Value,
};
use protoward_output::apply;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::descriptor::{Encode, encode};

use super::tree::google_files;
use crate::oracle::agreement::Agreement;
use protoward_kit::Outcome;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

/// The dependencies of the crate.
const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14""#;

/// The main program, which prints for each constant whether it equals the descriptors.
const MAIN: &str = r#"
fn same<M: prost::Message + Default + PartialEq>(message: &M, bytes: &[u8]) -> bool {
    M::decode(bytes).unwrap() == *message
}

fn main() {
    for (path, is_same) in CASES {
        println!("{} {path}", is_same());
    }
}
"#;

/// Folders that contain options of every kind.
const BELOW: &[&str] = &["google/pubsub", "google/iam/v1", "google/longrunning", "google/spanner/admin"];

pub(super) fn run(below: &[String]) -> Result<Outcome, Error> {
    let below = if below.is_empty() { BELOW.iter().map(|&folder| folder.to_owned()).collect() } else { below.to_vec() };
    let schema = google_files(&below)?;
    let folder = workspace::scratch("oracle/rust-options")?;
    let mut entry = Generate::new(Plugin::Prost, "src/pb");
    let set = entry.set("custom_options", OptionValue::List(vec![".".to_owned()]));
    set.map_err(|why| Error::Usage(why.to_string()))?;
    let plans = generate(&schema, &[entry], &folder).map_err(|report| Error::Usage(format!("{report:?}")))?;
    let written: usize = plans.iter().flat_map(|plan| plan.files()).map(|(_, code)| constants(code)).sum();
    let changes = plans.iter().map(|plan| plan.compare()).collect::<Result<Vec<_>, _>>();
    let applied = changes.and_then(|changes| apply(&changes));
    applied.map_err(|why| Error::Usage(format!("{why:?}")))?;

    let set = encode(&schema, Encode { imports: true, source_info: false });
    let pool = DescriptorPool::decode(&set[..]).map_err(|why| Error::Usage(why.to_string()))?;
    let mut cases = Cases::default();
    cases.of_pool(&pool);
    let answers_text = answers(&folder, &cases.text)?;
    Ok(report(&answers_text, cases.count, written))
}

fn report(answers_text: &str, expected: usize, written: usize) -> Outcome {
    let mut agreement = Agreement::default();
    for line in answers_text.lines() {
        let (is_same, path) = line.split_once(' ').unwrap_or((line, ""));
        agreement.count(path, is_same == "true");
    }
    agreement.disagreeing().for_each(|path| println!("  {path} is not what the descriptors say"));
    println!("constants beside the options that prost-reflect reads: {agreement}");
    println!("  options are set {expected} times, and there are {written} constants");
    let is_whole = agreement.total() == expected && expected == written;
    if agreement.is_full() && is_whole { Outcome::Passed } else { Outcome::Findings }
}

/// Returns the number of constants in a file.
fn constants(code: &[u8]) -> usize {
    let text = String::from_utf8_lossy(code);
    let (_, constants) = text.split_once("/// Custom options of the declarations in this package").unwrap_or_default();
    let is_one =
        |line: &&str| line.trim_start().starts_with("pub const ") || line.trim_start().starts_with("pub static ");
    constants.lines().filter(is_one).count()
}

/// Builds a program from the code and the cases, and returns its output.
fn answers(folder: &Path, cases: &str) -> Result<String, Error> {
    let program = CargoCrate::new(folder);
    program.write_manifest(&Manifest::new("rust-options").dependencies(DEPENDENCIES))?;
    program.lock()?;
    let main = format!("mod pb;\nconst CASES: &[(&str, fn() -> bool)] = &[\n{cases}];\n{MAIN}");
    program.write("src/main.rs", &main)?;
    program.cargo(&["build", "--quiet"]).env("RUSTFLAGS", "-Awarnings").finish()?;
    let done = Run::new(program.program(Profile::Dev, "rust-options")).output()?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// The rows of a table: a path, and whether the constant has the expected value.
#[derive(Default)]
struct Cases {
    text: String,
    count: usize,
}

impl Cases {
    fn of_pool(&mut self, pool: &DescriptorPool) {
        for file in pool.files() {
            let package: Vec<String> = file.package_name().split('.').map(name).collect();
            let module = format!("pb::{}::custom_options", package.join("::"));
            let stem: String =
                file.name().trim_end_matches(".proto").replace(|it: char| !it.is_ascii_alphanumeric(), "_");
            self.options(&format!("{module}::files::{stem}"), &file.options());
            file.messages().for_each(|message| self.message(&module, &message));
            file.enums().for_each(|it| self.enumeration(&module, &it));
            file.services().for_each(|service| self.service(&module, &service));
            file.extensions().for_each(|it| self.options(&format!("{module}::{}", name(it.name())), &it.options()));
        }
    }

    fn message(&mut self, module: &str, message: &MessageDescriptor) {
        if message.is_map_entry() {
            return;
        }
        let module = format!("{module}::{}", name(message.name()));
        self.options(&module, &message.options());
        let inside = |inner: &str| format!("{module}::{}", name(inner));
        message.fields().for_each(|field| self.options(&inside(field.name()), &field.options()));
        message.oneofs().for_each(|oneof| self.options(&inside(oneof.name()), &oneof.options()));
        message.child_extensions().for_each(|it| self.options(&inside(it.name()), &it.options()));
        message.child_enums().for_each(|it| self.enumeration(&module, &it));
        message.child_messages().for_each(|inner| self.message(&module, &inner));
    }

    fn enumeration(&mut self, module: &str, declared: &EnumDescriptor) {
        let module = format!("{module}::{}", name(declared.name()));
        self.options(&module, &declared.options());
        declared.values().for_each(|it| self.options(&format!("{module}::{}", name(it.name())), &it.options()));
    }

    fn service(&mut self, module: &str, service: &ServiceDescriptor) {
        let module = format!("{module}::{}", name(service.name()));
        self.options(&module, &service.options());
        service.methods().for_each(|it| self.options(&format!("{module}::{}", name(it.name())), &it.options()));
    }

    fn options(&mut self, module: &str, options: &DynamicMessage) {
        for (extension, value) in options.extensions() {
            let constant = extension.full_name().replace('.', "_").to_uppercase();
            let path = format!("{module}::{constant}");
            let _ = writeln!(self.text, "    ({path:?}, || {}),", is_same(&path, &extension, value));
            self.count += 1;
        }
    }
}

/// Returns an expression that compares a constant with this value.
fn is_same(path: &str, extension: &ExtensionDescriptor, value: &Value) -> String {
    let values = value.as_list();
    match extension.kind() {
        Kind::Message(_) => match values {
            Some(values) => {
                let each =
                    values.iter().enumerate().map(|(at, value)| format!(" && same(&{path}[{at}], {})", bytes(value)));
                format!("{path}.len() == {}{}", values.len(), each.collect::<String>())
            }
            None => format!("same(&*{path}, {})", bytes(value)),
        },
        Kind::Enum(_) => match values {
            Some(values) => {
                let numbers: Vec<Option<i32>> = values.iter().map(Value::as_enum_number).collect();
                format!(
                    "format!(\"{{:?}}\", {path}.iter().map(|it| Some(*it as i32)).collect::<Vec<_>>()) == {:?}",
                    format!("{numbers:?}")
                )
            }
            None => format!("Some({path} as i32) == {:?}", value.as_enum_number()),
        },
        _ => format!("format!(\"{{:?}}\", {path}) == {:?}", shown(value)),
    }
}

fn bytes(value: &Value) -> String {
    let bytes = value.as_message().map(|message| message.encode_to_vec()).unwrap_or_default();
    format!("b\"{}\"", bytes.escape_ascii())
}

/// Formats a value like Rust's `Debug`.
fn shown(value: &Value) -> String {
    match value {
        Value::Bool(it) => format!("{it:?}"),
        Value::I32(it) => format!("{it:?}"),
        Value::I64(it) => format!("{it:?}"),
        Value::U32(it) => format!("{it:?}"),
        Value::U64(it) => format!("{it:?}"),
        Value::F32(it) => format!("{it:?}"),
        Value::F64(it) => format!("{it:?}"),
        Value::String(it) => format!("{it:?}"),
        Value::Bytes(it) => format!("{:?}", it.to_vec()),
        Value::List(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", ")),
        other => format!("{other:?}"),
    }
}

/// Returns the Rust spelling of a name. Covers only the keywords that occur in these files.
fn name(name: &str) -> String {
    match name {
        "type" | "match" | "enum" | "struct" | "in" | "ref" | "use" | "as" | "for" | "where" | "move" | "static" => {
            format!("r#{name}")
        }
        "self" | "super" | "crate" | "Self" => format!("{name}_"),
        name => name.to_owned(),
    }
}
