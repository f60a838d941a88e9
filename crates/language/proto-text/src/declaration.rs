//! One declaration of a file as `.proto` text, behind the syntax and the package of the file.

use super::declared::Declared;
use super::enumeration::enumeration;
use super::file::{head, service};
use super::message::{Extends, message};
use super::tokens::Dialect;
use protoward_schema::descriptor::raw;

/// Returns the text of one declaration with this name, which is relative to the package, behind the head of its file.
pub(super) fn one(file: &raw::File<'_>, name: &str) -> Option<String> {
    let declared = Declared::default();
    let dialect = Dialect::of(file, &declared);
    let mut out = head(file) + "\n";
    let (first, inner) = name.split_once('.').map_or((name, None), |(first, inner)| (first, Some(inner)));
    if let Some(it) = file.services.iter().find(|it| it.name == first) {
        match inner {
            None => service(it, &it.methods, &mut out),
            Some(name) => {
                let method = it.methods.iter().find(|it| it.name == name)?;
                service(it, std::slice::from_ref(method), &mut out);
            }
        }
        return Some(out);
    }
    member(&file.messages, &file.enums, &file.extensions, name, &dialect, &mut out)?;
    Some(out)
}

/// Writes the declaration with a name in a scope. Decoding has limited the recursion depth to 64.
fn member<'a>(
    messages: &[raw::Message<'a>],
    enums: &[raw::Enum<'a>],
    extensions: &[raw::RawField<'a>],
    name: &str,
    dialect: &Dialect<'_>,
    out: &mut String,
) -> Option<()> {
    let (first, inner) = name.split_once('.').map_or((name, None), |(first, inner)| (first, Some(inner)));
    if let Some(it) = messages.iter().find(|it| it.name == first) {
        let Some(inner) = inner else {
            message(it, dialect, out);
            return Some(());
        };
        if member(&it.messages, &it.enums, &it.extensions, inner, dialect, out).is_none() {
            let has = it.fields.iter().any(|it| it.name == inner) || it.oneofs.iter().any(|it| it.name == inner);
            has.then(|| message(it, dialect, out))?;
        }
        return Some(());
    }
    if let Some(it) = extensions.iter().find(|it| it.name == name) {
        Extends::new(dialect, messages, extensions).extend(it, out);
        return Some(());
    }
    // Values are siblings of their enum.
    let has_value = |it: &raw::Enum<'_>| it.values.iter().any(|value| value.name == name);
    let it = enums.iter().find(|it| it.name == name || has_value(it))?;
    enumeration(it, dialect, out);
    Some(())
}
