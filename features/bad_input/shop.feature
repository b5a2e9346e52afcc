@bad_input @wire
Feature: Bad input: the shop
  Each field of what is said of a product has a limit and a form.

  Background:
    Given Ada and Bob have posted
    And Ada keeps the shop

  Scenario Outline: a product with <body>
    When Ada asks PUT /api/rookery/v1/shop/products/rook with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                                    | error |
      | {}                                                      | Name can't be blank |
      | {"name":" "}                                            | Name can't be blank |
      | {"name":"{201 x}"}                                      | Name is too long (maximum is 200 characters) |
      | {"name":"a\\u0000b"}                                    | Name contains control characters |
      | {"name":"a\\nb"}                                        | Name contains control characters |
      | {"name":["Rook"]}                                       | name must be a text |
      | {"name":"Rook","description":"{501 x}"}                 | Description is too long (maximum is 500 characters) |
      | {"name":"Rook","description":"a\\nb"}                   | Description contains control characters |
      | {"name":"Rook","description":["x"]}                     | description must be a text |
      | {"name":"Rook","long_text":"{4001 x}"}                  | Long text is too long (maximum is 4000 characters) |
      | {"name":"Rook","long_text":"a\\u0000b"}                 | Long text contains control characters |
      | {"name":"Rook","long_text":["x"]}                       | long_text must be a text |
      | {"name":"Rook","category":"{101 x}"}                    | Category is too long (maximum is 100 characters) |
      | {"name":"Rook","category":["x"]}                        | category must be a text |
      | {"name":"Rook","small_image":"rook.png"}                | the address of an image is http or https, of at most 2048 bytes |
      | {"name":"Rook","small_image":["x"]}                     | small_image must be a text |
      | {"name":"Rook","large_image":"data:image/png,x"}        | the address of an image is http or https, of at most 2048 bytes |
      | {"name":"Rook","large_image":"https://r.example/{2048 x}"} | the address of an image is http or https, of at most 2048 bytes |
      | {"name":"Rook","large_image":["x"]}                     | large_image must be a text |
      | {"name":"Rook"}                                         | Price must be a whole number of minor units from 0 to 1000000000 |
      | {"name":"Rook","price":-1}                              | Price must be a whole number of minor units from 0 to 1000000000 |
      | {"name":"Rook","price":1000000001}                      | Price must be a whole number of minor units from 0 to 1000000000 |
      | {"name":"Rook","price":9.95}                            | price must be a whole number |
      | {"name":"Rook","price":"much"}                          | price must be a whole number |
      | {"name":"Rook","price":995}                             | Currency must be three capital letters, such as EUR |
      | {"name":"Rook","price":995,"currency":"eur"}            | Currency must be three capital letters, such as EUR |
      | {"name":"Rook","price":995,"currency":["EUR"]}          | currency must be a text |
      | {"name":"Rook","price":995,"currency":"EUR","tax_class":"none"} | Tax class must be standard, reduced or zero |
      | {"name":"Rook","price":995,"currency":"EUR","tax_class":["zero"]} | tax_class must be a text |
      | {"name":"Rook","price":995,"currency":"EUR","disabled":"maybe"} | disabled must be true or false |
      | {"name":"Rook","price":995,"currency":"EUR","version":"new"} | version must be a whole number |

  Scenario Outline: a product called <id>
    When Ada asks PUT /api/rookery/v1/shop/products/<id> with JSON {"name":"Rook","price":995,"currency":"EUR"}
    Then the answer is 422 "Validation failed: Id must be 1 to 64 letters, digits and any of - _ ."
    And nothing has changed

    Examples:
      | id |
      | a%20b |
      | %C3%A4 |
      | a:b |
      | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx |

  Scenario Outline: a page with <query>
    When a visitor asks GET /api/rookery/v1/shop/products?<query>
    Then the answer is 422 "Validation failed: <error>"

    Examples:
      | query          | error |
      | limit=0        | Limit must be a whole number from 1 to 100 |
      | limit=101      | Limit must be a whole number from 1 to 100 |
      | limit=many     | limit must be a whole number |
      | page=0         | Page must be a whole number from 1 to 1000000 |
      | page=1000001   | Page must be a whole number from 1 to 1000000 |
      | page=first     | page must be a whole number |
      | sort=colour    | Sort must be name, price or newest |
      | sort[]=name    | sort must be a text |
      | category[]=x   | category must be a text |
      | category=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | Category is too long (maximum is 100 characters) |
      | q[]=rook       | q must be a text |
      | q=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | Q is too long (maximum is 200 characters) |
      | in_stock=maybe | in_stock must be true or false |
      | min_price=-1   | Min price must be a whole number of minor units from 0 to 1000000000 |
      | min_price=1000000001 | Min price must be a whole number of minor units from 0 to 1000000000 |
      | min_price=low  | min_price must be a whole number |
      | max_price=1000000001 | Max price must be a whole number of minor units from 0 to 1000000000 |
      | max_price=9.95 | max_price must be a whole number |
      | min_price=6&max_price=5 | Max price must not be below min price |

  Scenario Outline: something newer than <position>
    When a visitor asks GET /api/rookery/v1/shop/products under If-Position-At-Least: <position>
    Then the answer is 400 "If-Position-At-Least must be a whole number"

    Examples:
      | position |
      | soon |
      | -1 |
      | 18446744073709551616 |

  Scenario Outline: a stock of <body>
    When Ada asks PUT /api/rookery/v1/shop/stock/rook with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                           | error |
      | {}                             | On hand must be a whole number from 0 to 1000000000 |
      | {"on_hand":-1}                 | On hand must be a whole number from 0 to 1000000000 |
      | {"on_hand":1000000001}         | On hand must be a whole number from 0 to 1000000000 |
      | {"on_hand":99999999999999999999} | on_hand must be a whole number |
      | {"on_hand":0.5}                | on_hand must be a whole number |
      | {"on_hand":"many"}             | on_hand must be a whole number |
      | {"on_hand":1,"version":"new"}  | version must be a whole number |

  Scenario Outline: a cart with <body>
    When Bob asks PUT /api/rookery/v1/shop/cart/lines/rook with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                            | error |
      | {}                              | Quantity must be a whole number from 0 to 999 |
      | {"quantity":-1}                 | Quantity must be a whole number from 0 to 999 |
      | {"quantity":1000}               | Quantity must be a whole number from 0 to 999 |
      | {"quantity":99999999999999999999} | quantity must be a whole number |
      | {"quantity":0.5}                | quantity must be a whole number |
      | {"quantity":"many"}             | quantity must be a whole number |
      | {"quantity":[1]}                | quantity must be a whole number |
      | {"quantity":1}                  | there is no such product |
      | {"quantity":0}                  | there is no such product |

  Scenario Outline: an order with <body>
    When Bob asks POST /api/rookery/v1/shop/orders with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                              | error |
      | {}                                                | Version must be the one of the cart that was shown |
      | {"version":-1}                                    | Version must be the one of the cart that was shown |
      | {"version":"new"}                                 | version must be a whole number |
      | {"version":99999999999999999999}                  | version must be a whole number |
      | {"version":0}                                     | Hash must be the one of the cart that was shown |
      | {"version":0,"hash":"short"}                      | Hash must be the one of the cart that was shown |
      | {"version":0,"hash":"{2000 x}"}                   | Hash must be the one of the cart that was shown |
      | {"version":0,"hash":["x"]}                        | hash must be a text |
      | {"version":0,"hash":"00000000-0000-0000-0000-000000000000","lines":"all"} | lines must be a group |
      | {"version":0,"hash":"00000000-0000-0000-0000-000000000000","lines":[{}]} | Lines must be those of the cart that was shown, at most 100, each a product and a hash |
      | {"version":0,"hash":"00000000-0000-0000-0000-000000000000","lines":[{"product":["x"]}]} | product must be a text |
      | {"version":0,"hash":"00000000-0000-0000-0000-000000000000","lines":[{"product":"a b","hash":"x"}]} | Lines must be those of the cart that was shown, at most 100, each a product and a hash |

  Scenario Outline: a payment with <body>
    When Bob asks POST /api/rookery/v1/shop/orders/00000000-0000-0000-0000-000000000000/payment with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                 | error |
      | {}                   | Token must be 1 to 200 letters, digits and any of - _ . |
      | {"token":""}         | Token must be 1 to 200 letters, digits and any of - _ . |
      | {"token":"a b"}      | Token must be 1 to 200 letters, digits and any of - _ . |
      | {"token":"{201 x}"}  | Token must be 1 to 200 letters, digits and any of - _ . |
      | {"token":["x"]}      | token must be a text |
      | {"token":1}          | token must be a text |

  Scenario Outline: a message of whoever takes the money that is <body>
    When a visitor asks POST /api/rookery/v1/shop/payments/webhook with JSON <body>
    Then the answer is 400 "the signature is not that of this message"
    And nothing has changed

    Examples:
      | body |
      | {} |
      | {"payment":"00000000-0000-0000-0000-000000000000"} |
      | {"payment":"{2000 x}"} |

  Scenario Outline: orders with <query>
    When Bob asks GET /api/rookery/v1/shop/orders?<query>
    Then the answer is 422 "Validation failed: <error>"

    Examples:
      | query        | error |
      | limit=0      | Limit must be a whole number from 1 to 100 |
      | limit=101    | Limit must be a whole number from 1 to 100 |
      | page=0       | Page must be a whole number from 1 to 1000000 |
      | page=first   | page must be a whole number |

  Scenario Outline: a file of <what> that is none
    When Ada asks POST /api/rookery/v1/shop/import/<what>
    Then the answer is 422 "Validation failed: File must be a file of rows, in UTF-8"
    And nothing has changed

    Examples:
      | what     |
      | products |
      | stock    |

  Scenario: a file of products at prices of nobody
    When Ada asks POST /api/rookery/v1/shop/import/products with JSON {"currency":["EUR"]}
    Then the answer is 422 "Validation failed: currency must be a text"
    And nothing has changed

  Scenario Outline: looking through what happened with <query>
    When Ada asks GET /api/rookery/v1/shop/events?<query>
    Then the answer is 422 "Validation failed: <error>"

    Examples:
      | query            | error |
      | limit=0          | Limit must be a whole number from 1 to 100 |
      | limit=101        | Limit must be a whole number from 1 to 100 |
      | before=-1        | before must be a position |
      | before=now       | before must be a whole number |
      | stream=a%20b     | a stream is called by 1 to 128 letters, digits and any of - _ : . |
      | stream[]=x       | stream must be a text |
      | kind=product     | a kind is called context.what_happened, in at most 64 letters of a-z, digits and _ |
      | kind[]=x         | kind must be a text |
      | since=yesterday  | since must be a time, such as 2026-11-22T09:30:00Z |
      | since[]=x        | since must be a text |
      | until=2026       | until must be a time, such as 2026-11-22T09:30:00Z |
      | until[]=x        | until must be a text |
