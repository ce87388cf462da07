package network.cairn.client.erasure;

import java.util.Arrays;

/// An immutable matrix over GF(2^8).
final class Matrix {
    private final int[][] rows;

    private Matrix(int[][] rows) {
        this.rows = rows;
    }

    /// The matrix of a systematic code: its first `k` rows are the identity, any `k` rows are invertible.
    ///
    /// The Vandermonde matrix of the points 0, 1, 2, ... times the inverse of its top square, as Backblaze's
    /// JavaReedSolomon builds it. Any `k` of its rows are invertible since any `k` of Vandermonde's are.
    static Matrix systematic(int k, int total) {
        Matrix vandermonde = vandermonde(total, k);
        int[] top = new int[k];
        Arrays.setAll(top, row -> row);
        return vandermonde.times(vandermonde.select(top).inverse());
    }

    private static Matrix vandermonde(int rows, int columns) {
        int[][] values = new int[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row][column] = Galois.power(row, column);
            }
        }
        return new Matrix(values);
    }

    int rows() {
        return rows.length;
    }

    int columns() {
        return rows.length == 0 ? 0 : rows[0].length;
    }

    int at(int row, int column) {
        return rows[row][column];
    }

    /// The matrix of these rows of this one, in this order.
    Matrix select(int[] indices) {
        int[][] selected = new int[indices.length][];
        Arrays.setAll(selected, i -> rows[indices[i]]);
        return new Matrix(selected);
    }

    Matrix times(Matrix right) {
        int[][] product = new int[rows.length][right.columns()];
        for (int row = 0; row < rows.length; row++) {
            for (int inner = 0; inner < right.rows.length; inner++) {
                addMultiple(product[row], right.rows[inner], rows[row][inner]);
            }
        }
        return new Matrix(product);
    }

    /// The inverse of a square matrix, by Gauss and Jordan.
    Matrix inverse() {
        int size = rows.length;
        int[][] work = new int[size][];
        for (int row = 0; row < size; row++) {
            work[row] = Arrays.copyOf(rows[row], 2 * size);
            work[row][size + row] = 1;
        }
        for (int column = 0; column < size; column++) {
            swapPivotUp(work, column);
            scale(work[column], Galois.inverse(work[column][column]));
            for (int row = 0; row < size; row++) {
                if (row != column) {
                    addMultiple(work[row], work[column], work[row][column]);
                }
            }
        }
        int[][] inverse = new int[size][];
        Arrays.setAll(inverse, row -> Arrays.copyOfRange(work[row], size, 2 * size));
        return new Matrix(inverse);
    }

    private static void swapPivotUp(int[][] work, int column) {
        int pivot = column;
        while (pivot < work.length && work[pivot][column] == 0) {
            pivot++;
        }
        if (pivot == work.length) {
            throw new ArithmeticException("a singular matrix has no inverse");
        }
        int[] swapped = work[column];
        work[column] = work[pivot];
        work[pivot] = swapped;
    }

    private static void scale(int[] row, int factor) {
        for (int column = 0; column < row.length; column++) {
            row[column] = Galois.multiply(row[column], factor);
        }
    }

    private static void addMultiple(int[] row, int[] other, int factor) {
        if (factor == 0) {
            return;
        }
        for (int column = 0; column < row.length; column++) {
            row[column] ^= Galois.multiply(other[column], factor);
        }
    }
}
