//! Templates: text with placeholders, so that the source of this crate looks like the code that it writes.

/// Appends a template to a page. `$name$` stands for the value of `name`.
pub(crate) fn fill(page: &mut String, template: &str, values: &[(&str, &str)]) {
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('$') {
        let (name, behind) = behind.split_once('$').expect("placeholders of templates are closed");
        let value = values.iter().find(|(it, _)| *it == name);
        page.push_str(before);
        page.push_str(value.expect("placeholders of templates have values").1);
        rest = behind;
    }
    page.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn replaces_all_placeholders() {
        let mut page = "// ".to_owned();
        fill(&mut page, "$a$$b$ and $a$", &[("a", "1"), ("b", "$c$")]);
        assert_eq!(page, "// 1$c$ and 1");
    }
}
