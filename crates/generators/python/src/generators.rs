//! The generators of `--python_out`, `--pyi_out` and `--grpc_python_out`: their parameters, and a file for each file.

use std::convert::Infallible;
use std::fmt::Display;

use super::grpc::{self, Api, Parameter};
use super::{keywords, module, names, parameter, stub};
use protoward_plugin::{Failure, Generated, GeneratedFile, Generator, GeneratorCall, Supports};
use protoward_schema::{FileId, Schema};
use protoward_source::{Approximate, parallel};

/// `--python_out`: a module per file, and a stub if the parameter contains `pyi_out`.
#[derive(Clone, Copy, Debug)]
pub struct Python;

/// `--pyi_out`: a stub per file.
#[derive(Clone, Copy, Debug)]
pub struct PythonStubs;

/// `--grpc_python_out`: clients and servers for the services of each file. It is built into grpcio-tools and a plugin
/// of protoc.
#[derive(Clone, Copy, Debug)]
pub struct GrpcPython;

impl GrpcPython {
    /// The name of the generator.
    pub const NAME: &str = "grpc_python";
    /// An alias in some templates.
    const ALIAS: &str = "grpc-python";

    /// Returns `true` for the name of a generator that is a plugin of protoc, so that a third-party executable may
    /// have it.
    pub fn is_named(name: &str) -> bool {
        [Self::NAME, Self::ALIAS].contains(&name)
    }
}

/// Returns the generator of `--NAME_out`, if it is one of these.
pub fn generator(name: &str) -> Option<&'static dyn Generator> {
    if GrpcPython::is_named(name) {
        return Some(&GrpcPython);
    }
    [&Python as &dyn Generator, &PythonStubs].into_iter().find(|generator| generator.name() == name)
}

impl Generator for Python {
    fn name(&self) -> &str {
        "python"
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        let options = parameter::of_modules(task.parameter).map_err(|option| unknown(self, task, option))?;
        each(self, task, |schema, file| {
            let mut files = vec![output(schema, file, ".py", module::module(schema, file)?)];
            let mut warnings = Vec::new();
            if options.stubs {
                files.push(output(schema, file, ".pyi", stub::stub(schema, file)));
                warnings = keywords::in_stub(schema, file);
            }
            Ok::<_, module::TooManyWays>((files, warnings))
        })
    }
}

impl Generator for PythonStubs {
    fn name(&self) -> &str {
        "pyi"
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        parameter::of_stubs(task.parameter).map_err(|option| unknown(self, task, option))?;
        each(self, task, |schema, file| {
            let files = vec![output(schema, file, ".pyi", stub::stub(schema, file))];
            Ok::<_, Infallible>((files, keywords::in_stub(schema, file)))
        })
    }
}

impl Generator for GrpcPython {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        let parameter = Parameter::parse(task.parameter);
        each(self, task, |schema, file| {
            // Like the plugin, checks the file name before the parameter.
            let path = schema.text(schema[file].path);
            let base = grpc::base(path).ok_or("Invalid proto file name. Proto file must end with .proto")?;
            let Parameter { api, prefix } = parameter.as_ref().map_err(ToString::to_string)?;
            let content = grpc::module(schema, file, *prefix).map_err(|why| why.to_string())?;
            let mut files = vec![named(format!("{base}_pb2_grpc.py"), content)];
            if *api == Api::StableAndBeta {
                let content = grpc::insertion(schema, file, *prefix).map_err(|why| why.to_string())?;
                let insertion_point = Some("module_scope".to_owned());
                files.push(GeneratedFile { insertion_point, ..named(format!("{base}_pb2.py"), content) });
            }
            Ok::<_, String>((files, keywords::in_services(schema, file)))
        })
    }
}

/// Generates each file, in the given order, with warnings about it.
fn each<E: Display>(
    generator: &dyn Generator,
    task: &GeneratorCall<'_>,
    make: impl Fn(&Schema, FileId) -> Result<(Vec<GeneratedFile>, Vec<Approximate>), E> + Sync,
) -> Result<Generated, Box<Failure>> {
    let schema = &task.subject.schema;
    // A repeated file is generated twice, which is reported when it is written, as in protoc.
    let ids: Vec<FileId> = task.files.iter().filter_map(|name| schema.find_file(name)).collect();
    let made = parallel::map(ids.len(), parallel::threads(None), |index| {
        let path = schema.text(schema[ids[index]].path);
        make(schema, ids[index]).map_err(|why| Failure::refused(generator.name(), format!("{path}: {why}")))
    });
    let mut generated = Generated { supports: Supports::all(), ..Generated::default() };
    for made in made {
        let (files, warnings) = made?;
        generated.files.extend(files);
        generated.warnings.extend(warnings);
    }
    Ok(generated)
}

fn output(schema: &Schema, file: FileId, ending: &str, content: Vec<u8>) -> GeneratedFile {
    named(names::path(&names::module(schema.text(schema[file].path)), ending), content)
}

/// `.a.proto` has the module `.a_pb2`. Its path starts with an empty folder name, which is removed to stay in the
/// output folder.
fn named(path: String, content: Vec<u8>) -> GeneratedFile {
    GeneratedFile { name: path.trim_start_matches('/').to_owned(), content, ..GeneratedFile::default() }
}

/// Returns the failure for an unknown option. protoc reports it for the first file.
fn unknown(generator: &dyn Generator, task: &GeneratorCall<'_>, option: &str) -> Box<Failure> {
    let file = task.files.first().map_or("", String::as_str);
    Failure::refused(generator.name(), format!("{file}: Unknown generator option: {option}"))
}
