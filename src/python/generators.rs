//! What a command calls: `--python_out` and `--pyi_out`.

use super::{module, names, parameter, stub};
use crate::parallel;
use crate::plugin::{Failure, Generated, GeneratedFile, Generator, Supports, Task};
use crate::schema::{FileId, Schema};

/// `--python_out`: a module for each file, and a stub beside it where the parameter says `pyi_out`.
#[derive(Clone, Copy, Debug)]
pub struct Python;

/// `--pyi_out`: a stub for each file.
#[derive(Clone, Copy, Debug)]
pub struct PythonStubs;

/// The generator that `--NAME_out` means, where it is one of these.
pub fn generator(name: &str) -> Option<&'static dyn Generator> {
    [&Python as &dyn Generator, &PythonStubs].into_iter().find(|generator| generator.name() == name)
}

impl Generator for Python {
    fn name(&self) -> &str {
        "python"
    }

    fn generate(&self, task: &Task<'_>) -> Result<Generated, Box<Failure>> {
        let options = parameter::of_modules(task.parameter).map_err(|option| unknown(self, task, option))?;
        each(self, task, |schema, file| {
            let mut files = vec![output(schema, file, ".py", module::module(schema, file)?)];
            if options.stubs {
                files.push(output(schema, file, ".pyi", stub::stub(schema, file)));
            }
            Ok(files)
        })
    }
}

impl Generator for PythonStubs {
    fn name(&self) -> &str {
        "pyi"
    }

    fn generate(&self, task: &Task<'_>) -> Result<Generated, Box<Failure>> {
        parameter::of_stubs(task.parameter).map_err(|option| unknown(self, task, option))?;
        each(self, task, |schema, file| Ok(vec![output(schema, file, ".pyi", stub::stub(schema, file))]))
    }
}

/// What becomes of each file, in the order in which they were named.
fn each(
    generator: &dyn Generator,
    task: &Task<'_>,
    make: impl Fn(&Schema, FileId) -> Result<Vec<GeneratedFile>, module::TooManyWays> + Sync,
) -> Result<Generated, Box<Failure>> {
    let schema = &task.subject.schema;
    // A file that is named twice is made twice, and whoever writes will say so, as protoc does.
    let ids: Vec<FileId> = task.files.iter().filter_map(|name| schema.find_file(name)).collect();
    let made = parallel::map(ids.len(), parallel::threads(None), |index| {
        let path = schema.text(schema[ids[index]].path);
        make(schema, ids[index]).map_err(|why| Failure::refused(generator.name(), format!("{path}: {why}")))
    });
    let mut files = Vec::new();
    for made in made {
        files.extend(made?);
    }
    Ok(Generated { files, supports: Supports::all(), ..Generated::default() })
}

/// `.a.proto` is the module `.a_pb2`: its path begins with a folder that has no name, and stays below the output folder.
fn output(schema: &Schema, file: FileId, ending: &str, content: Vec<u8>) -> GeneratedFile {
    let path = names::path(&names::module(schema.text(schema[file].path)), ending);
    GeneratedFile { name: path.trim_start_matches('/').to_owned(), content, ..GeneratedFile::default() }
}

/// protoc finds out at the first file, and says so.
fn unknown(generator: &dyn Generator, task: &Task<'_>, option: &str) -> Box<Failure> {
    let file = task.files.first().map_or("", String::as_str);
    Failure::refused(generator.name(), format!("{file}: Unknown generator option: {option}"))
}
