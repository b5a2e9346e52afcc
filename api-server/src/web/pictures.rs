//! Pictures for accounts and servers that have none: clients need an address for each.
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use wire::ApiError;

const PICTURES: [(&str, &[u8]); 3] = [
    ("avatar.png", include_bytes!("pictures/avatar.png")),
    ("header.png", include_bytes!("pictures/header.png")),
    ("rookery.png", include_bytes!("pictures/rookery.png")),
];

pub(super) async fn picture(Path(name): Path<String>) -> Response {
    let Some((_, bytes)) = PICTURES.iter().find(|(known, _)| *known == name) else {
        return ApiError::not_found().into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    (headers, *bytes).into_response()
}
