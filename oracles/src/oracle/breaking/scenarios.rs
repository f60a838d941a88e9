//! The ways to run both gates on the same pair.

use crate::mutate::Mutation;
use crate::oracle::compilers::Info;

/// The form in which the gates read the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputForm {
    /// Folders of `.proto` files, each with its `buf.yaml`.
    Folders,
    /// A folder for the new side and an image for the old one. Arguments that name files of one side then fit the other side too.
    AgainstImage,
    Images(Image),
}

/// The program that wrote an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Image {
    Protoc(Info),
    Buf,
}

/// One way to run the gates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) input: InputForm,
    /// The contents of `buf.yaml`.
    pub(crate) settings: String,
    pub(crate) flags: Vec<String>,
}

/// buf's categories of v2.
pub(crate) const CATEGORIES: [&str; 5] = ["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"];

/// Rule ids of older configurations that have been replaced.
const RETIRED: &str = "FIELD_SAME_LABEL, FIELD_SAME_CTYPE, FILE_SAME_JAVA_STRING_CHECK_UTF8, \
                       FILE_SAME_PHP_GENERIC_SERVICES, FIELD_SAME_TYPE";

impl Scenario {
    /// Every rule, on folders.
    pub(crate) fn everything() -> Scenario {
        Scenario::with_settings("every rule", "v2", &format!("use: [{}]", CATEGORIES.join(", ")))
    }

    pub(crate) fn category(category: &'static str) -> Scenario {
        Scenario::with_settings(category, "v2", &format!("use: [{category}]"))
    }

    fn with_settings(name: &'static str, version: &str, breaking: &str) -> Scenario {
        let breaking = breaking.replace('\n', "\n  ");
        let settings = format!("version: {version}\nbreaking:\n  {breaking}\n");
        Scenario { name, input: InputForm::Folders, settings, flags: Vec::new() }
    }

    fn flags(name: &'static str, flags: &[&str]) -> Scenario {
        Scenario {
            name,
            input: InputForm::AgainstImage,
            flags: flags.iter().map(ToString::to_string).collect(),
            ..Scenario::everything()
        }
    }

    fn images(name: &'static str, image: Image) -> Scenario {
        Scenario { name, input: InputForm::Images(image), ..Scenario::everything() }
    }

    /// Returns all further ways to run the pair of `mutation`. The caller picks some of them, case by case.
    pub(crate) fn further(mutation: &Mutation) -> Vec<Scenario> {
        let every = format!("use: [{}]", CATEGORIES.join(", "));
        let older = "use: [FILE, PACKAGE, WIRE_JSON, WIRE]";
        let file = changed(mutation);
        let folder = file.rsplit_once('/').map_or(".", |it| it.0);
        let mut scenarios: Vec<Scenario> = CATEGORIES.iter().map(|it| Scenario::category(it)).collect();
        scenarios.extend([
            Scenario::images("images by protoc", Image::Protoc(Info::Source)),
            Scenario::images("images without source info", Image::Protoc(Info::None)),
            Scenario::images("images by buf", Image::Buf),
            Scenario::flags("--exclude-imports", &["--exclude-imports"]),
            Scenario::flags("--limit-to-input-files", &["--limit-to-input-files"]),
            Scenario::with_settings("ignore", "v2", &format!("{every}\nignore: [{file}]")),
            Scenario::with_settings(
                "ignore_only",
                "v2",
                &format!("{every}\nignore_only:\n  WIRE_JSON: [{file}]\n  FILE_SAME_PACKAGE: [{folder}]"),
            ),
            Scenario::with_settings(
                "ignore_unstable_packages",
                "v2",
                &format!("{every}\nignore_unstable_packages: true"),
            ),
            Scenario::with_settings("except", "v2", "except: [PACKAGE, FIELD_SAME_NAME, WIRE]"),
            Scenario::with_settings("defaults of v1", "v1", "ignore_unstable_packages: false"),
            Scenario::with_settings("every rule of v1", "v1", older),
            Scenario::with_settings("defaults of v1beta1", "v1beta1", "ignore_unstable_packages: false"),
            Scenario::with_settings("every rule of v1beta1", "v1beta1", older),
            Scenario::with_settings("retired rules of v1beta1", "v1beta1", &format!("use: [{RETIRED}]")),
            Scenario::with_settings(
                "retired rules of v1",
                "v1",
                &format!("use: [{RETIRED}]\nexcept: [FIELD_SAME_CTYPE]"),
            ),
        ]);
        // buf refuses a path that one side does not have.
        if mutation.old.contains_key(file) {
            scenarios.push(Scenario::flags("--path of a file", &["--path", file]));
            scenarios.push(Scenario::flags("--path and --exclude-imports", &["--path", file, "--exclude-imports"]));
        }
        scenarios
    }
}

/// Returns the first file that both sides have and that differs. Falls back to any file of both sides, then to any new file.
fn changed(mutation: &Mutation) -> &str {
    let has_old = |it: &&String| mutation.old.contains_key(*it);
    let differs = |it: &&String| has_old(it) && mutation.new.get(*it) != mutation.old.get(*it);
    let new = || mutation.new.keys();
    let both = new().find(differs).or_else(|| new().find(has_old)).or_else(|| new().next());
    both.map_or("none.proto", String::as_str)
}
