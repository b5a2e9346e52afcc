//! What holds whatever somebody asks of the shop: for tests and for the fuzzer.
use super::Sheet;
use super::checkout::{Agreed, Quantity};
use super::pim::{ImageUrl, Product, ProductForm, ProductId};
use super::sheet::written;

/// Takes a text as a sheet of products, and its rows as what is asked about one, and panics where something is understood as it
/// must not be.
///
/// # Panics
///
/// When a law is broken.
pub fn hold(text: &str) {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    for (line, row) in Sheet::new(text) {
        assert!((1..=lines).contains(&line), "a row is somewhere");
        let Ok(fields) = row else { continue };
        let again: Vec<_> = Sheet::new(&written(&fields)).map(|(_, row)| row).collect();
        assert!(again == [Ok(fields.clone())] || fields == [""], "what is written is read as it was");
        asked(&fields);
        let Ok(form) = ProductForm::of_row(&fields, "EUR") else { continue };
        if let Ok(product) = Product::parse(&form) {
            understood(&product);
        }
    }
}

/// A wish about a product, and an order, each in three words: what, how many or as of which version, and what was shown.
fn asked(words: &[String]) {
    let [what, number, shown, ..] = words else { return };
    if let Ok(product) = ProductId::parse(what) {
        assert_eq!(product.as_str(), what, "a product is known by one name");
    }
    let number = number.parse().ok();
    if let Ok(quantity) = Quantity::parse(number) {
        assert_eq!(i64::try_from(quantity.number()).ok(), number, "it is what was asked for");
        assert!(number.is_some_and(|number| (0..=Quantity::MOST).contains(&number)), "it is never negative");
    }
    if let Ok(agreed) = Agreed::parse(number, shown) {
        assert_eq!(Agreed::parse(number, &agreed.hash.to_string()), Ok(agreed), "it says one thing");
        assert_eq!(i64::try_from(agreed.version).ok(), number, "it is what was asked for");
    }
}

/// A product that was understood.
fn understood(product: &Product) {
    let said = &product.wording;
    let image = |image: &Option<ImageUrl>| image.as_ref().map_or("", ImageUrl::as_str).to_owned();
    let (small, large) = (image(&said.small_image), image(&said.large_image));
    let form = ProductForm {
        id: product.id.as_str(),
        name: said.name.as_str(),
        description: said.description.as_str(),
        long_text: said.long_text.as_str(),
        category: said.category.as_str(),
        small_image: &small,
        large_image: &large,
        price: i64::try_from(product.price.amount()).ok(),
        currency: product.price.currency().as_str(),
        tax_class: product.tax_class.as_str(),
        disabled: product.disabled,
    };
    assert_eq!(Product::parse(&form).as_ref(), Ok(product), "it is understood the same once more");
    assert_eq!(product.clone().put(Some(product)), [], "what is so already does not happen again");
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_asked_is_understood_in_one_way(
            text in "([a-z]{1,3},[A-Za-z \"]{0,6},,(\"\\PC{0,9}\n\")?,[é,]?,(https://r.example/\\PC{0,5})?,,[0-9.-]{1,3}\n){0,4}|([a-z]{1,3},-?[0-9]{1,4},[0-9a-f-]{0,36}\n){0,4}|\\PC{0,60}",
        ) {
            super::hold(&text);
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "what was found is in files")]
    fn what_the_fuzzer_found_still_holds() {
        let kept = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/command")).unwrap();
        let found =
            kept.map(|entry| String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()).into_owned());
        assert!(found.inspect(|text| super::hold(text)).count() > 5);
    }
}
