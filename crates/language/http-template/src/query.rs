//! Queries of requests as pairs of names and values, and back.

use std::borrow::Cow;

use crate::escape::{self, DecodeError, Decoding};

/// Splits and decodes a query without its `?`. Returns all pairs in order, including repeated names.
///
/// Pairs are separated by `&`. `=` separates a name from its value, and a missing value is empty. `+` is a space. Empty
/// pairs are skipped.
///
/// ```
/// use protoward_http_template::query_pairs;
///
/// let pairs: Result<Vec<_>, _> = query_pairs("filter=a+%3D+1&tag=x&tag=y&all").collect();
/// let pairs = pairs?;
/// let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
/// assert_eq!(pairs, [("filter", "a = 1"), ("tag", "x"), ("tag", "y"), ("all", "")]);
/// # Ok::<(), protoward_http_template::DecodeError>(())
/// ```
///
/// A malformed pair yields an error, and the following pairs are still returned.
///
/// ```
/// use protoward_http_template::{DecodeError, query_pairs};
///
/// assert_eq!(query_pairs("a=%FF").next(), Some(Err(DecodeError::InvalidUtf8)));
/// ```
pub fn query_pairs(query: &str) -> impl Iterator<Item = Result<(Cow<'_, str>, Cow<'_, str>), DecodeError>> {
    encoded(query)
        .map(|(name, value)| Ok((escape::decode(name, Decoding::Query)?, escape::decode(value, Decoding::Query)?)))
}

/// Like [`query_pairs`], but the values are bytes, which need not be UTF-8.
///
/// ```
/// use protoward_http_template::query_bytes;
///
/// let pairs: Result<Vec<_>, _> = query_bytes("message=%FF%00&all").collect();
/// let pairs = pairs?;
/// let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
/// assert_eq!(pairs, [("message", &[0xFF, 0][..]), ("all", &[])]);
/// # Ok::<(), protoward_http_template::DecodeError>(())
/// ```
pub fn query_bytes(query: &str) -> impl Iterator<Item = Result<(Cow<'_, str>, Cow<'_, [u8]>), DecodeError>> {
    encoded(query).map(|(name, value)| {
        Ok((escape::decode(name, Decoding::Query)?, escape::decode_bytes(value, Decoding::Query)?))
    })
}

/// Returns the pairs of a query before they are decoded.
fn encoded(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Returns the query with these names and values, without its `?`: the reverse of [`query_pairs`].
///
/// All characters except the unreserved ones of RFC 3986 are escaped, so that servers agree about `+` and `;`.
///
/// ```
/// use protoward_http_template::query_string;
///
/// assert_eq!(query_string([("filter", "a = 1"), ("tag", "x&y")]), "filter=a%20%3D%201&tag=x%26y");
/// assert_eq!(query_string([("all", "")]), "all=");
/// ```
pub fn query_string<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&escape::value(name.as_ref()));
        query.push('=');
        query.push_str(&escape::value(value.as_ref()));
    }
    query
}

#[cfg(test)]
mod tests {
    use super::{query_pairs, query_string};

    #[test]
    fn reads_back_written_queries() {
        let pairs = [("a.b", "1"), ("a.b", "é/+ ;"), ("", "="), ("&", "%2F"), ("c", "\0\n")];
        let query = query_string(pairs);
        assert!(query.is_ascii() && !query.contains(' '), "{query}");
        let read: Result<Vec<_>, _> = query_pairs(&query).collect();
        let read = read.unwrap_or_else(|error| panic!("{query}: {error}"));
        assert_eq!(read.iter().map(|(name, value)| (&**name, &**value)).collect::<Vec<_>>(), pairs);
    }

    #[test]
    fn splits_pairs_before_decoding() {
        for (query, expected) in [
            ("", ""),
            ("&&", ""),
            ("a", "<a|>"),
            ("=", "<|>"),
            ("=b", "<|b>"),
            ("a=b=c&a=", "<a|b=c><a|>"),
            ("a%3Db=%26", "<a=b|&>"),
            ("book.title=x;y&book.title=z", "<book.title|x;y><book.title|z>"),
            ("?a=?", "<?a|?>"),
            ("a=1&b=%zz&c=%C3&d=4", "<a|1>!!<d|4>"),
        ] {
            let pairs = query_pairs(query)
                .map(|pair| pair.map_or_else(|_| "!".to_owned(), |(name, value)| format!("<{name}|{value}>")));
            assert_eq!(pairs.collect::<String>(), expected, "{query}");
        }
    }
}
