Feature: The shop, live
  What sells out is seen to, and a cart is the same on every screen.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"

  Scenario: all who look at a thing see it go
    Given Bob is watching "Rook" in the shop
    And a visitor is watching "Rook" in the shop
    When Ada counts 1 of "Rook"
    And Ada describes "Rook" for 2500 cents
    And Ada counts 0 of "Rook"
    Then Bob is at last shown in the shop:
      | 1 left        |
      | Rook for 2500 |
      | 0 left        |
    And a visitor is at last shown in the shop:
      | 1 left        |
      | Rook for 2500 |
      | 0 left        |

  Scenario: what nobody finds any more is gone from every screen, and nothing is told of it
    Given a visitor is watching "Rook" in the shop
    When Ada takes "Rook" out of the shop
    And Ada counts 3 of "Rook"
    And Ada describes "Rook" for 2500 cents
    Then a visitor is at last shown in the shop:
      | gone          |
      | Rook for 2500 |

  Scenario: a cart is told of as it stands
    Given Ada describes "Crow" for 500 cents
    And Bob is watching what is in the cart
    When Bob wants 3 of "Rook"
    And Cleo wants 9 of "Rook"
    And Bob wants 1 of "Crow"
    Then Bob is at last shown in the shop:
      | 1 Crow, 3 Rook |

  Scenario: whoever has ordered hears what becomes of it
    Given Bob is watching how the orders stand
    And Bob wants 3 of "Rook"
    And Bob looks into the cart
    When Bob orders what was shown
    And Ada takes the last order of Bob back
    Then Bob is at last shown in the shop:
      | placed    |
      | cancelled |

  Scenario: who was away misses nothing
    Given Bob is watching "Rook" in the shop
    And Ada counts 4 of "Rook"
    And Bob is at last shown in the shop:
      | 4 left |
    When Bob loses the connection
    And Ada counts 3 of "Rook"
    And Ada counts 2 of "Rook"
    And Bob is connected again
    And Ada counts 1 of "Rook"
    Then Bob is at last shown in the shop:
      | 4 left |
      | 3 left |
      | 2 left |
      | 1 left |

  Scenario: a visitor has no cart to watch
    When a visitor watches what is in the cart
    Then a visitor is told "one has to log in"
