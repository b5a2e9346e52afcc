//! The page of a product: that of the web UI, with what those read who run no script, and what machines read of it (schema.org).
use askama::Template;
use domain::shop::catalog::Listing;
use domain::shop::pim::ImageUrl;
use serde_json::{Value, json};
use wire::mastodon::Links;

/// What stands in the head of the page. The facts are JSON without a `<`, so that no word of a product ends the script.
#[derive(Template)]
#[template(path = "product_head.html")]
struct Head<'a> {
    name: &'a str,
    server: &'a str,
    description: &'a str,
    address: &'a str,
    image: Option<&'a str>,
    facts: String,
}

/// What those read who run no script.
#[derive(Template)]
#[template(path = "product_body.html")]
struct Body<'a> {
    name: &'a str,
    description: &'a str,
    long_text: &'a str,
    price: &'a str,
    currency: &'a str,
    available: bool,
}

/// The page, made of that of the web UI.
pub(super) fn of(
    html: &str,
    listing: &Listing,
    server: &str,
    links: &Links,
) -> Result<String, askama::Error> {
    let Listing { wording, price, available, .. } = listing;
    let address = links.at(format_args!("/shop/products/{}", listing.product));
    let (name, description) = (wording.name.as_str(), wording.description.as_str());
    let image = wording.large_image.as_ref().or(wording.small_image.as_ref()).map(ImageUrl::as_str);
    let facts = facts(listing, &address).to_string().replace('<', "\\u003c");
    let head = Head { name, server, description, address: &address, image, facts }.render()?;
    let body = Body {
        name,
        description,
        long_text: wording.long_text.as_str(),
        price: &price.written(),
        currency: price.currency().as_str(),
        available: available.number() > 0,
    };
    Ok(html.replacen("<title>Rookery</title>", &head, 1).replacen("<noscript>", &body.render()?, 1))
}

/// <https://schema.org/Product>
fn facts(listing: &Listing, address: &str) -> Value {
    let Listing { product, wording, price, available, .. } = listing;
    let availability = if available.number() > 0 { "InStock" } else { "OutOfStock" };
    let images: Vec<&str> =
        [&wording.large_image, &wording.small_image].into_iter().flatten().map(ImageUrl::as_str).collect();
    let mut facts = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": address,
        "sku": product,
        "name": wording.name,
        "description": wording.description,
        "url": address,
        "offers": {
            "@type": "Offer",
            "price": price.written(),
            "priceCurrency": price.currency().as_str(),
            "availability": format!("https://schema.org/{availability}"),
            "url": address,
        },
    });
    if !images.is_empty() {
        facts["image"] = images.into();
    }
    if !wording.category.as_str().is_empty() {
        facts["category"] = wording.category.as_str().into();
    }
    facts
}
