//! Validation of requests. All invalid fields are reported, not just the first.

use protoward_runtime::validate::{ValidationError, Violation};
use tonic::{Code, Request};

use crate::fault::Fault;
use crate::proto::user::v1::ErrorDetail;
use crate::store::page::{self, Page};

const NAME: usize = 100;
const CONTENT: usize = 4000;
const EMAIL: usize = 254;
/// The description of a valid `page_token`.
pub(super) const PAGE_TOKEN: &str = "must be a next_page_token of this list";

/// A collector of the invalid fields of a request.
#[derive(Debug, Default)]
pub(super) struct Check {
    prefix: String,
    violations: Vec<ErrorDetail>,
}

impl Check {
    /// Creates a check of one message in a stream. Its fields have names such as `[3].email`.
    pub(super) fn at(index: usize) -> Self {
        Self { prefix: format!("[{index}]."), violations: Vec::new() }
    }

    /// Adds an invalid field unless `good`.
    pub(super) fn require(mut self, good: bool, field: &str, description: impl Into<String>) -> Self {
        if !good {
            let field = format!("{}{field}", self.prefix);
            self.violations.push(ErrorDetail { field, description: description.into() });
        }
        self
    }

    /// Checks an id.
    pub(super) fn id(self, field: &str, id: &str) -> Self {
        self.require(!id.is_empty(), field, "must not be empty").require(fits(id, NAME), field, "is too long for an id")
    }

    /// Checks a display name.
    pub(super) fn name(self, field: &str, name: &str) -> Self {
        let good = fits(name, NAME) && !name.trim().is_empty() && !name.chars().any(char::is_control);
        self.require(good, field, format!("must have 1 to {NAME} characters that show"))
    }

    /// Checks the content of a message.
    pub(super) fn content(self, field: &str, content: &str) -> Self {
        self.require(
            !content.is_empty() && fits(content, CONTENT),
            field,
            format!("must have 1 to {CONTENT} characters"),
        )
    }

    /// Checks the syntax of an email address. Only a message to the address could show whether it exists.
    pub(super) fn email(self, field: &str, email: &str) -> Self {
        self.require(is_email(email), field, "must be an email address, such as ann@example.org")
    }

    /// Checks the syntax of a phone number.
    pub(super) fn phone(self, field: &str, phone: &str) -> Self {
        let digits = phone.strip_prefix('+').unwrap_or_default();
        let good = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        self.require(good, field, "must be `+` and 7 to 15 digits, such as +4930123456")
    }

    /// Checks a number in a range.
    pub(super) fn number(self, field: &str, number: i64, least: i64, most: i64) -> Self {
        let description =
            if most == i64::MAX { format!("must be at least {least}") } else { format!("must be {least} to {most}") };
        self.require((least..=most).contains(&number), field, description)
    }

    /// Checks a stock keeping unit.
    pub(super) fn sku(self, field: &str, sku: &str) -> Self {
        let good = (1..=40).contains(&sku.len())
            && sku.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        self.require(good, field, "must be 1 to 40 capital letters, digits and dashes")
    }

    /// Fails if a field was invalid.
    pub(super) fn done(self) -> Result<(), Fault> {
        if self.violations.is_empty() { Ok(()) } else { Err(invalid(self.violations)) }
    }
}

/// Returns the error for a request with invalid fields.
fn invalid(violations: Vec<ErrorDetail>) -> Fault {
    let message = match violations.len() {
        1 => "a field is not valid".to_owned(),
        several => format!("{several} fields are not valid"),
    };
    Fault::new(Code::InvalidArgument, message).fields(violations)
}

/// Converts a request to its checked type, in which required fields are set and names have types of their own.
pub(super) fn checked_request<M, C>(request: Request<M>) -> Result<C, Fault>
where
    C: TryFrom<M, Error = ValidationError>,
{
    let field = |it: &Violation| ErrorDetail { field: it.field_path(), description: it.message().to_owned() };
    C::try_from(request.into_inner()).map_err(|error| match error {
        ValidationError::Violations(violations) => invalid(violations.iter().map(field).collect()),
        ValidationError::Runtime(error) => Fault::new(Code::Internal, error.to_string()),
    })
}

/// Validates the requested page.
pub(super) fn page(list: &str, page_size: i32, page_token: &str) -> Result<Page, Fault> {
    let after = if page_token.is_empty() { Some(0) } else { page::parse(list, page_token) };
    let size = self::page_size(page_size);
    Check::default()
        .require(size.is_some(), "page_size", page_size_range())
        .require(after.is_some(), "page_token", PAGE_TOKEN)
        .done()?;
    Ok(Page { list: list.to_owned(), after: after.unwrap_or_default(), size: size.unwrap_or_default() })
}

/// Returns the number of rows on a page, if it is in range.
pub(super) fn page_size(page_size: i32) -> Option<usize> {
    match usize::try_from(page_size).ok()? {
        0 => Some(page::DEFAULT_SIZE),
        size => Some(size).filter(|size| *size <= page::MAX_SIZE),
    }
}

/// Returns the description of a valid `page_size`.
pub(super) fn page_size_range() -> String {
    format!("must be 0 to {}", page::MAX_SIZE)
}

/// Returns `true` if a text has at most this many characters.
pub(super) fn fits(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|it| it.is_alphanumeric() || it == '-')
    };
    text.len() <= EMAIL
        && !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.chars().all(|it| !it.is_whitespace() && !it.is_control() && it != '@')
        && domain.contains('.')
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::{fits, is_email};

    #[test]
    fn validates_email_addresses() {
        for good in ["ann@example.org", "a.b+c@x-y.co.uk", "jörg@müller.de", "1@2.3"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "ann",
            "ann@",
            "@example.org",
            "ann@example",
            "ann@.org",
            "ann@example.",
            "a b@example.org",
            "ann@@example.org",
            ".ann@example.org",
            "ann.@example.org",
            "ann@-x.org",
            "ann@x-.org",
            "ann@ex ample.org",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@example.org", "a".repeat(250))));
    }

    #[test]
    fn counts_lengths_in_characters() {
        assert!(fits("äöü", 3));
        assert!(!fits("äöüß", 3));
    }
}
